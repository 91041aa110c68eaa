"""The network at work: text in, scores out, by onnxruntime on one thread.

One window a call: the scales of int8 activations are taken over all that goes in together, so a
page's scores would else depend on its neighbours in a batch. On one core it costs nothing.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from onrecord.encoder.bundle import Bundle, opened
from onrecord.encoder.scores import LINK, TAGS, Scores, Settings
from onrecord.encoder.windows import CLS, SEP, pieces, windows
from onrecord.encoder.wordpiece import word_pieces
from onrecord.errors import BundleError
from onrecord.nouns import Span


class Session:
    """An encoder that runs a bundle. One thread; make one a process."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._words = word_pieces(bundle.folder / "tokenizer.json")
            self._run = onnxruntime.InferenceSession(
                str(bundle.folder / "encoder.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=["SkipLayerNormFusion"],  # 28 % faster without, onnxruntime 1.2x
            ).run
        except Exception as cause:  # onnxruntime raises bare exceptions of many kinds
            raise BundleError(f"{bundle.folder}: the network cannot be loaded ({cause})") from cause

    @property
    def name(self) -> str:
        return f"{self._bundle.name}-{self._bundle.digest[:12]}"

    @property
    def settings(self) -> Settings:
        return self._bundle.settings

    def score(self, text: str, parts: Sequence[Span]) -> Scores:
        of = pieces(text, self._words, parts)
        tags = np.zeros((len(of), len(TAGS) + 1), dtype=np.float32)
        links = np.zeros((len(of), 4, LINK), dtype=np.float32)
        for w in windows(of, self._bundle.window):
            ids = np.concatenate(([CLS], of.ids[w.start : w.end], [SEP]))[None]
            surface = np.pad(of.surface[w.start : w.end], 1)[None]
            window_tags, window_links = self._run(None, {"ids": ids, "surface": surface})
            inside = slice(w.keep_start - w.start + 1, w.keep_end - w.start + 1)
            tags[w.keep_start : w.keep_end] = window_tags[0, inside]
            links[w.keep_start : w.keep_end] = window_links[0, inside]
        return Scores(of, _log_softmax(tags[:, : len(TAGS)]), tags[:, len(TAGS)], links)


def _log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = logits - logits.max(axis=1, keepdims=True, initial=-np.inf)
    out: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return out


def load(bundle: str | Path = "small") -> Session:
    """The encoder of a bundle, by name ("small", "base") or path. Raises BundleError."""
    return Session(opened(bundle))
