"""The grammars, and which of their nodes are definitions."""

from collections.abc import Mapping
from dataclasses import dataclass

import tree_sitter_bash
import tree_sitter_c
import tree_sitter_c_sharp
import tree_sitter_cpp
import tree_sitter_go
import tree_sitter_java
import tree_sitter_javascript
import tree_sitter_php
import tree_sitter_python
import tree_sitter_ruby
import tree_sitter_rust
import tree_sitter_typescript
from tree_sitter import Language


@dataclass(frozen=True, slots=True)
class Grammar:
    """A grammar and the types of its nodes that are definitions.

    Args:
        language: What parses.
        functions: Nodes whose bodies are statements.
        containers: Nodes whose bodies hold further definitions.
    """

    language: Language
    functions: frozenset[str]
    containers: frozenset[str]


def _grammar(pointer: object, functions: str, containers: str = "") -> Grammar:
    return Grammar(Language(pointer), frozenset(functions.split()), frozenset(containers.split()))


_SCRIPT_FUNCTIONS = (
    "function_declaration generator_function_declaration method_definition arrow_function"
    " function_expression generator_function"
)
_SCRIPT_CONTAINERS = "class_declaration class abstract_class_declaration"
_TYPED_CONTAINERS = f"{_SCRIPT_CONTAINERS} interface_declaration enum_declaration internal_module"
_C_CONTAINERS = "struct_specifier union_specifier enum_specifier"
_CPP_CONTAINERS = f"{_C_CONTAINERS} class_specifier namespace_definition linkage_specification"

GRAMMARS: Mapping[str, Grammar] = {
    "bash": _grammar(tree_sitter_bash.language(), "function_definition"),
    "c": _grammar(tree_sitter_c.language(), "function_definition", _C_CONTAINERS),
    "cpp": _grammar(tree_sitter_cpp.language(), "function_definition", _CPP_CONTAINERS),
    "csharp": _grammar(
        tree_sitter_c_sharp.language(),
        "method_declaration constructor_declaration destructor_declaration operator_declaration"
        " local_function_statement accessor_declaration",
        "class_declaration struct_declaration interface_declaration record_declaration"
        " enum_declaration namespace_declaration",
    ),
    "go": _grammar(
        tree_sitter_go.language(), "function_declaration method_declaration func_literal"
    ),
    "java": _grammar(
        tree_sitter_java.language(),
        "method_declaration constructor_declaration compact_constructor_declaration",
        "class_declaration interface_declaration enum_declaration record_declaration",
    ),
    "javascript": _grammar(
        tree_sitter_javascript.language(), _SCRIPT_FUNCTIONS, _SCRIPT_CONTAINERS
    ),
    "php": _grammar(
        tree_sitter_php.language_php(),
        "function_definition method_declaration",
        "class_declaration interface_declaration trait_declaration enum_declaration",
    ),
    "python": _grammar(tree_sitter_python.language(), "function_definition", "class_definition"),
    "ruby": _grammar(tree_sitter_ruby.language(), "method singleton_method", "class module"),
    "rust": _grammar(
        tree_sitter_rust.language(),
        "function_item",
        "impl_item trait_item mod_item struct_item enum_item union_item",
    ),
    "tsx": _grammar(tree_sitter_typescript.language_tsx(), _SCRIPT_FUNCTIONS, _TYPED_CONTAINERS),
    "typescript": _grammar(
        tree_sitter_typescript.language_typescript(), _SCRIPT_FUNCTIONS, _TYPED_CONTAINERS
    ),
}
"""The grammars by the names that segments of code have."""
