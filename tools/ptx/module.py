"""PTX text as functions of instructions, each with the line of source it comes from."""

from __future__ import annotations

import dataclasses
import re


class PtxError(Exception):
    """PTX that is not understood."""


@dataclasses.dataclass(frozen=True)
class Place:
    """A line of source, and the call that brought it here if it was inlined."""

    file: int
    line: int
    inlined_at: Place | None = None


@dataclasses.dataclass(frozen=True)
class Instruction:
    """One instruction or, with an opcode that starts with a dot, one declaration."""

    opcode: str
    operands: tuple[str, ...]
    predicate: str | None
    negated: bool
    place: Place | None
    text: str

    @property
    def parts(self) -> list[str]:
        """The opcode's words, as in ['ld', 'global', 'f32']."""
        return self.opcode.split(".")


@dataclasses.dataclass
class Function:
    """A kernel or a device function."""

    name: str
    is_kernel: bool
    parameters: dict[str, int]  # name -> bytes
    instructions: list[Instruction] = dataclasses.field(default_factory=list)
    labels: dict[str, int] = dataclasses.field(default_factory=dict)
    declarations: list[Instruction] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Module:
    """What one PTX file holds."""

    functions: list[Function] = dataclasses.field(default_factory=list)
    files: dict[int, str] = dataclasses.field(default_factory=dict)

    def kernel(self, name: str) -> Function:
        """The kernel of this name."""
        for function in self.functions:
            if function.is_kernel and function.name == name:
                return function
        raise PtxError(f"no kernel {name}")


HEADER = re.compile(r"(?:\.(?:visible|weak|extern)\s+)*\.(entry|func)\b(.*)", re.S)
PARAMETER = re.compile(r"\.param\s+(?:\.align\s+\d+\s+)?\.[a-z](\d+)\s+(?:\.\w+\s+)*([\w$]+)"
                       r"(?:\[(\d+)\])?")
LOCATION = re.compile(r"\.loc\s+(\d+)\s+(\d+)\s+\d+"
                      r"(?:\s*,\s*function_name\s+\S+\s*,\s*inlined_at\s+(\d+)\s+(\d+)\s+\d+)?")
FILE = re.compile(r'\.file\s+(\d+)\s+"([^"]+)"')
LABEL = re.compile(r"([\w$.]+):(?!:)\s*(.*)", re.S)
STATEMENT = re.compile(r"(?:@(!?)(%[\w$]+)\s+)?([a-z.][\w.:]*)\s*(.*)", re.S)


def operands_of(text: str) -> tuple[str, ...]:
    """Splits at the commas outside of brackets."""
    found, depth, current = [], 0, ""
    for letter in text:
        depth += (letter in "[{(") - (letter in "]})")
        if letter == "," and depth == 0:
            found.append(current.strip())
            current = ""
        else:
            current += letter
    return tuple(found + [current.strip()]) if current.strip() else tuple(found)


class Parser:
    """Reads PTX line by line."""

    def __init__(self) -> None:
        self.module = Module()
        self.function: Function | None = None
        self.header: str | None = None
        self.statement = ""
        self.depth = 0
        self.place: Place | None = None
        self.inlined: dict[tuple[int, int], Place] = {}

    def parse(self, text: str) -> Module:
        """The module that `text` describes."""
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        text, *debug = re.split(r"^\s*\.section\b", text, maxsplit=1, flags=re.M)
        if debug and re.search(r"\.(entry|func)\b", debug[0]):
            raise PtxError("code after the first debug section")
        for number, line in enumerate(text.split("\n"), 1):
            try:
                self.line(line.split("//")[0].strip())
            except PtxError as error:
                raise PtxError(f"line {number}: {error}") from None
        if self.function is not None or self.statement or self.header is not None:
            raise PtxError("ends in the middle of a function")
        return self.module

    def line(self, line: str) -> None:
        """Takes one line without its comment."""
        if not line:
            return
        if self.statement:
            self.pieces(line)
        elif line.startswith((".version", ".target", ".address_size")):
            return
        elif re.match(r"\.file\s", line):
            self.file(line)
        elif re.match(r"\.loc\s", line):
            self.locate(line)
        elif self.function is None:
            self.outside(line)
        else:
            self.pieces(line)

    def file(self, line: str) -> None:
        """A name for a file number."""
        found = FILE.match(line)
        if found is None:
            raise PtxError(f"not understood: {line}")
        self.module.files[int(found[1])] = found[2]

    def locate(self, line: str) -> None:
        """A line of source, for the instructions that follow."""
        found = LOCATION.match(line)
        if found is None:
            raise PtxError(f"not understood: {line}")
        caller = None
        if found[3] is not None:
            caller_at = int(found[3]), int(found[4])
            caller = self.inlined.get(caller_at, Place(*caller_at))
        self.place = Place(int(found[1]), int(found[2]), caller)
        self.inlined[self.place.file, self.place.line] = self.place

    def outside(self, line: str) -> None:
        """A line between functions: a header, or a declaration of memory."""
        if self.header is None and HEADER.match(line) is None:
            self.pieces(line)
            return
        self.header = (self.header or "") + line + "\n"
        if line.endswith(";"):  # declared, defined later
            self.header = None
        elif line.endswith("{"):
            self.start_function()

    def start_function(self) -> None:
        """Makes the function whose header is complete."""
        found = HEADER.match(self.header or "")
        assert found is not None
        after_result = re.sub(r"^\s*\([^)]*\)\s*", "", found[2])
        name = re.match(r"\s*([\w$]+)", after_result)
        if name is None:
            raise PtxError(f"no name in {self.header}")
        parameters = {p[2]: int(p[1]) // 8 * int(p[3] or 1)
                      for p in PARAMETER.finditer(after_result)}
        self.function = Function(name[1], found[1] == "entry", parameters)
        self.header, self.depth, self.place = None, 1, None
        self.inlined.clear()

    def pieces(self, line: str) -> None:
        """Cuts a line at braces that stand alone, at labels and at semicolons."""
        while line:
            if not self.statement and line[0] in "{}":
                self.depth += 1 if line[0] == "{" else -1
                line = line[1:].strip()
                if self.depth == 0 and self.function is not None:
                    self.module.functions.append(self.function)
                    self.function = None
                continue
            label = LABEL.match(line) if not self.statement else None
            if label is not None and self.function is not None:
                self.function.labels[label[1]] = len(self.function.instructions)
                line = label[2]
                continue
            piece, semicolon, rest = line.partition(";")
            self.statement = f"{self.statement} {piece}".strip()
            line = rest.strip()
            if semicolon:
                self.finish(self.statement)
                self.statement = ""

    def finish(self, text: str) -> None:
        """Keeps a complete statement."""
        found = STATEMENT.fullmatch(text)
        if found is None:
            raise PtxError(f"not understood: {text}")
        made = Instruction(found[3], operands_of(found[4]), found[2], found[1] == "!", self.place,
                           " ".join(text.split()))
        if self.function is None:
            return  # memory of the whole module
        if made.opcode.startswith("."):
            self.function.declarations.append(made)
        else:
            self.function.instructions.append(made)


def parse(text: str) -> Module:
    """Reads PTX text. Raises PtxError on what it does not understand."""
    return Parser().parse(text)
