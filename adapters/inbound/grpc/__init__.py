"""The gRPC edge: the only place that is asynchronous, speaks protobuf and knows status codes."""
