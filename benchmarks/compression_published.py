"""Peers whose models come from a hub and were not run: what their authors or others published."""

PUBLISHED = (
    "## Published, not run",
    "These need model weights from a hub, which were not at hand. The figures are those that the "
    "named source gives, answered by a model of its choice on data of its choice: they can be "
    "compared with each other within a row, not with the recall above.",
    "\n".join(
        (
            "| compressor | needs | figure | source |",
            "| --- | --- | --- | --- |",
            "| LLMLingua-2 | XLM-RoBERTa large, 355M | MeetingBank questions, exact match 86.92 "
            "at 3.1x; whole text 87.75, LLMLingua 67.52 and Selective-Context 66.28 at 2.5x | its "
            "paper |",
            "| LLMLingua-2 | the same | 2,255 questions of Natural Questions at 25 %: 52.5; "
            "llmslim without a model 60.6, with a reranker 73.5, whole text 78.4 | llmslim 0.9 |",
            "| LongLLMLingua | a causal language model, 7B | 20 passages, answer at place "
            "1/5/10/15/20, 4x: 75.0 71.8 71.2 71.2 74.7; BM25 40.6 38.6 38.2 37.4 36.6, whole text "
            "75.7 57.3 54.1 55.4 63.1 | its paper |",
            "| LongLLMLingua | the same | 1,000 questions of Natural Questions at 25 %: 70.5 | "
            "llmslim 0.9 |",
            "| ctxprune 0.2.1 | mmBERT small, 140M | SQuAD 2 and HotpotQA at 50 %, 400 questions: "
            "51.5; Kompress-v2 36.5 | its package |",
            "| Kompress (headroom-ai) | its own model | judged 7.9 of 10, LLMLingua-2 5.9 | its "
            "model card |",
            "| Provence | DeBERTa, 430M | keeps as much as it finds relevant, takes no budget; no "
            "figure at a fixed budget | its package |",
        )
    ),
)
