"""What is looked at before a page goes live. Reading, counting and judging are pure; `advising` asks and tells."""
