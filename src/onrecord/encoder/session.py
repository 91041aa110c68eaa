"""The network at work: text in, scores out, by onnxruntime on one thread.

One window a call: the scales of int8 activations are taken over all that goes in together, so a
page's scores would else depend on its neighbours in a batch. On one core it costs nothing.
"""

from collections.abc import Sequence
from copy import copy
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from onrecord.encoder.bundle import Bundle, opened
from onrecord.encoder.scores import AIM, LINK, PARTS, SLOTS, TAGS, Scores, Settings
from onrecord.encoder.windows import CLS, SEP, pieces, windows
from onrecord.encoder.wordpiece import word_pieces
from onrecord.errors import BundleError
from onrecord.nouns import Span

SHAPES: dict[str, tuple[int, ...]] = {
    "tags": (len(TAGS) + 1,),
    "links": (4, LINK),
    "columns": (sum(PARTS.values()),),
    "aims": (len(SLOTS), 2, AIM),
    "references": (2, LINK),
}
"""What the network gives of each piece. A bundle without the last three reads who said what, and no more."""


class Session:
    """An encoder that runs a bundle. One thread; make one a process."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._min_confidence: float | None = None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._words = word_pieces(bundle.folder / "tokenizer.json")
            self._session = onnxruntime.InferenceSession(
                str(bundle.folder / "encoder.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=["SkipLayerNormFusion"],  # 28 % faster without, onnxruntime 1.2x
            )
            self._shapes = [SHAPES[name] for name in (out.name for out in self._session.get_outputs())]
        except Exception as cause:  # onnxruntime raises bare exceptions of many kinds
            raise BundleError(f"{bundle.folder}: the network cannot be loaded ({cause})") from cause

    def at(self, min_confidence: float) -> "Session":
        """The same network with another threshold."""
        other = copy(self)
        other._min_confidence = min_confidence
        return other

    @property
    def name(self) -> str:
        least = "" if self._min_confidence is None else f"@{self._min_confidence:g}"
        return f"{self._bundle.name}-{self._bundle.digest[:12]}{least}"

    @property
    def settings(self) -> Settings:
        settings = self._bundle.settings
        return settings if self._min_confidence is None else settings.at(self._min_confidence)

    def score(self, text: str, parts: Sequence[Span]) -> Scores:
        of = pieces(text, self._words, parts)
        arrays = [np.zeros((len(of), *shape), dtype=np.float32) for shape in self._shapes]
        for w in windows(of, self._bundle.window):
            framed = np.zeros((2, 1, w.end - w.start + 2), dtype=np.int64)
            framed[0, 0, 0], framed[0, 0, -1] = CLS, SEP
            framed[0, 0, 1:-1], framed[1, 0, 1:-1] = of.ids[w.start : w.end], of.surface[w.start : w.end]
            said = self._session.run(None, {"ids": framed[0], "surface": framed[1]})
            inside = slice(w.keep_start - w.start + 1, w.keep_end - w.start + 1)
            for whole, part in zip(arrays, said, strict=True):
                whole[w.keep_start : w.keep_end] = part[0, inside]
        tags, links, *more = arrays
        return Scores(of, _log_softmax(tags[:, : len(TAGS)]), tags[:, len(TAGS)], links, *more)


def _log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = logits - logits.max(axis=1, keepdims=True, initial=-np.inf)
    out: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return out


def load(bundle: str | Path = "small", min_confidence: float | None = None) -> Session:
    """The encoder of a bundle, by name ("small", "base") or path.

    Statements below `min_confidence` (0 to 1; by default the bundle's own threshold, its best F1) are
    not kept: 0 keeps all that is found. Raises BundleError.
    """
    session = Session(opened(bundle))
    return session if min_confidence is None else session.at(min_confidence)
