"""Texts of every kind, as people and programs write them."""

SAMPLES: dict[str, tuple[str, str]] = {
    "passage": (
        "prose",
        "The river rises in the hills and flows through the town; few ships come today.\n\n"
        "People have lived here for centuries, since about 1200, fishing and trading.\n",
    ),
    "wrapped prose": (
        "prose",
        "The river rises in the hills\nand flows through the town,\nwhere it meets the sea.\n"
        "People have lived here for centuries,\nfishing and trading.\n",
    ),
    "tagged prompt": (
        "prose",
        "<document>\nThe river Thames flows through London.\n</document>\n\nHow long is it?\n",
    ),
    "steps": (
        "markdown",
        "# Installing\n\nRun it:\n\n1. Open it.\n2. Choose a name.\n\n## Using\n\nBe kind.\n",
    ),
    "tool output": ("json", '[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]\n'),
    "indented value": ("json", '{\n  "a": [\n    1,\n    2\n  ]\n}\n'),
    "values by line": ("json", '{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n'),
    "service log": (
        "log",
        "2024-05-01 10:00:00,123 INFO [main] shop.Pay - Started in 3.2 s\n"
        "2024-05-01 10:00:05,456 ERROR [worker-1] shop.Pay - Cannot connect\n"
        "java.sql.SQLException: refused\n\tat shop.Db.open(Db.java:10)\n"
        "2024-05-01 10:00:06,001 WARN [worker-1] shop.Pay - Retrying\n",
    ),
    "access log": (
        "log",
        '10.0.0.1 - - [10/Oct/2023:13:55:36 -0700] "GET /a.html HTTP/1.0" 200 2326\n'
        '10.0.0.1 - - [10/Oct/2023:13:55:37 -0700] "GET /b.html HTTP/1.0" 404 26\n',
    ),
    "system log": (
        "log",
        "Jun 14 15:16:01 host sshd[19939]: authentication failure\n"
        "Jun 14 15:16:02 host sshd[19937]: check pass; user unknown\n",
    ),
    "records without a time": (
        "log",
        "134681 node-246 unix.hw state_change 1077804742 1 Component State Change\n"
        "350766 node-109 unix.hw state_change 1084680778 1 Component State Change\n"
        "344518 node-246 unix.hw state_change 1084270955 1 Component State Change\n"
        "344448 node-153 unix.hw state_change 1084270952 1 Component State Change\n",
    ),
    "logfmt": (
        "log",
        'level=info ts=2023 msg="begun"\nlevel=warn ts=2024 msg="slow"\nlevel=error ts=2025\n',
    ),
    "patch": (
        "diff",
        "diff --git a/app.py b/app.py\n--- a/app.py\n+++ b/app.py\n@@ -1,4 +1,4 @@\n import os\n \n"
        "-x = 1\n+x = 2\n print(x)\n",
    ),
    "comma-separated": (
        "table",
        "date,product,units\n2024-05-01,apple,10\n2024-05-01,pear,3\n2024-05-02,apple,7\n",
    ),
    "tab-separated": ("table", "name\tage\tcity\nAnn\t30\tParis\nBob\t41\tRome\n"),
    "framed table": ("table", "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n"),
    "turns": (
        "dialogue",
        "Customer: My order has not arrived.\nAgent: What is the number?\nCustomer: 12345.\n"
        "Agent: Let me see.\n",
    ),
    "meeting": (
        "dialogue",
        "[00:00:01] Anna Berg: Welcome.\n[00:00:05] Tom Li: Thank you.\nWe have a lot to do.\n"
        "[00:00:09] Anna Berg: Let us begin.\n[00:00:12] Tom Li: Yes.\n",
    ),
    "chat": ("dialogue", "User: What is the capital of France?\nAssistant: Paris.\n"),
    "page": (
        "html",
        "<!DOCTYPE html>\n<html>\n<head><title>Shop</title></head>\n<body>\n<h1>Welcome</h1>\n"
        "<p>Some text about the shop.</p>\n</body>\n</html>\n",
    ),
    "python file": (
        "code",
        '"""Does things.\n\nAnd explains them at length.\n"""\n\nfrom pathlib import Path\n\n\n'
        "class Reader:\n    def __init__(self, path):\n        self.path = path\n\n"
        "    def read(self):\n        return self.path.read_text()\n",
    ),
    "go file": (
        "code",
        'package main\n\nimport (\n\t"fmt"\n)\n\n// main starts it.\nfunc main() {\n'
        '\tx := 1\n\tfmt.Println("hello", x)\n}\n',
    ),
    "javascript file": (
        "code",
        "// Counts words.\nconst fs = require('fs');\n\nfunction count(text) {\n"
        "  const words = text.split(' ');\n  return words.length;\n}\n",
    ),
    "java file": (
        "code",
        "package shop;\n\nimport java.util.List;\n\n/**\n * A shop.\n */\npublic class Shop {\n"
        "    private final int count;\n\n    public int total() {\n        return this.count;\n"
        "    }\n}\n",
    ),
    "rust file": (
        "code",
        "use std::fs;\n\n/// Reads it.\npub fn read(path: &str) -> String {\n"
        "    let text = fs::read(path).unwrap();\n    text\n}\n",
    ),
    "c file": (
        "code",
        '#include <stdio.h>\n\nint main(void)\n{\n    printf("hi\\n");\n    return 0;\n}\n',
    ),
    "sql query": (
        "code",
        "SELECT a.id, b.name\nFROM a\nJOIN b ON a.id = b.a_id\nWHERE a.x > 10;\n",
    ),
    "bash script": (
        "code",
        '#!/bin/bash\nset -e\nfor f in *.txt; do\n  echo "$f"\ndone\nif [ -f x ]; then rm x; fi\n',
    ),
    "yaml settings": ("code", "name: build\non: push\njobs:\n  test:\n    runs-on: ubuntu\n"),
    "java-trace": (
        "code",
        'Exception in thread "main" java.lang.NullPointerException: x is null\n'
        "    at shop.App.run(App.java:33)\n    at shop.App.main(App.java:12)\n",
    ),
}
"""Kind and text, by name; the names of code begin with its language."""
