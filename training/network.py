"""The network: a BERT or MPNet body, a surface embedding, role tags and links on its hidden states.

Bodies: Devlin et al. 2019 (BERT; MiniLM shares its shape), Song et al. 2020 (MPNet: relative
positions). Links are dot products of 64-dim projections, as in Dozat and Manning 2017 without the
bilinear form. Both bodies take the ids of BERT's uncased vocabulary.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from onrecord.encoder.scores import AIM, PARTS, SLOTS
from onrecord.encoder.windows import SURFACES

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
LINK = 64
COLUMNS = sum(PARTS.values())
HEADS = ("tags", "links", "surfaces", "columns", "aims", "references")
Outputs = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]
MPNET_SHIFT = 4  # MPNet's ids are BERT's plus four, its own special pieces come first


@dataclass(frozen=True)
class Shape:
    layers: int
    hidden: int
    heads: int
    relative: bool
    vocabulary: int = 30522
    positions: int = 512
    head_size: int = 0
    """0: hidden / heads, as in the checkpoints; pruned networks keep the size of their heads."""
    inner: int = 0
    """Neurons between: 0 for 4 × hidden."""


class Dropout(nn.Module):
    """Drops whole features of a window (Gal and Ghahramani 2016): one mask for all its pieces.

    A mask of its own for each piece took 6 % of a training step on the CPU.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.p:
            return x
        keep = 1 - self.p
        mask = torch.rand(x.shape[0], 1, x.shape[2], device=x.device) < keep
        return x * (mask.to(x.dtype) / keep)


class Layer(nn.Module):
    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        h, inner = shape.hidden, shape.inner or 4 * shape.hidden
        self.heads = shape.heads
        self.size = shape.head_size or h // shape.heads
        self.qkv = nn.Linear(h, 3 * self.heads * self.size)
        self.out = nn.Linear(self.heads * self.size, h)
        self.norm1 = nn.LayerNorm(h, eps=1e-5 if shape.relative else 1e-12)
        self.up = nn.Linear(h, inner)
        self.down = nn.Linear(inner, h)
        self.norm2 = nn.LayerNorm(h, eps=1e-5 if shape.relative else 1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, self.size).permute(2, 0, 3, 1, 4)
        scores = (q * self.size**-0.5) @ k.transpose(-1, -2)
        if bias is not None:
            scores += bias
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, -1)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        # The exact GELU is four times as fast as its tanh form here; to_onnx writes the tanh form, which
        # is faster in onnxruntime and differs by less than bf16 does.
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Network(nn.Module):
    """ids, surface (B, T) int64 -> tags (B, T, 8), links (B, T, 4, 64), columns (B, T, 56),
    aims (B, T, 4, 2, 32), references (B, T, 2, 64).

    tags: the seven of TAGS as logits, then the logit that a cue has no source.
    links: content's query, cue's key, cue's query, source's key.
    columns: see PARTS. aims: for each slot a cue's query and the slot's key.
    references: a mention's query, the key of what it refers to.
    """

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.surfaces = nn.Embedding(SURFACES, shape.hidden)
        nn.init.normal_(self.surfaces.weight, std=0.01)
        self.norm = nn.LayerNorm(shape.hidden, eps=1e-5 if shape.relative else 1e-12)
        self.relative = nn.Embedding(32, shape.heads) if shape.relative else None
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.dropout = Dropout(dropout)
        self.tags = nn.Linear(shape.hidden, len(TAGS) + 1)
        self.links = nn.Linear(shape.hidden, 4 * LINK)
        self.columns = nn.Linear(shape.hidden, COLUMNS)
        self.aims = nn.Linear(shape.hidden, len(SLOTS) * 2 * AIM)
        self.references = nn.Linear(shape.hidden, 2 * LINK)

    def hidden(self, ids: Tensor, surface: Tensor, mask: Tensor | None = None) -> Tensor:
        t = ids.shape[1]
        places = torch.arange(t, device=ids.device)
        x = self.words(ids) + self.positions(places) + self.surfaces(surface)
        x = self.dropout(self.norm(x))
        bias = None
        if self.relative is not None:
            bias = self.relative(buckets(places)).permute(2, 0, 1)[None]
        if mask is not None:
            pad = (~mask)[:, None, None, :].to(x.dtype) * -1e4
            bias = pad if bias is None else bias + pad
        if bias is not None:
            bias = bias.to(torch.bfloat16 if torch.is_autocast_enabled("cpu") else x.dtype)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def forward(self, ids: Tensor, surface: Tensor, mask: Tensor | None = None) -> Outputs:
        return self.said(self.dropout(self.hidden(ids, surface, mask)))

    def said(self, x: Tensor) -> Outputs:
        """All that is said of pieces, of their last hidden states."""
        places = x.shape[:2]
        return (
            self.tags(x),
            self.links(x).view(*places, 4, LINK),
            self.columns(x),
            self.aims(x).view(*places, len(SLOTS), 2, AIM),
            self.references(x).view(*places, 2, LINK),
        )


def buckets(places: Tensor) -> Tensor:
    """MPNet's (T5's) logarithmic buckets of relative position, (T, T) in [0, 32)."""
    distance = -(places[None, :] - places[:, None])
    half = 16
    sign = (distance < 0).long() * half
    distance = distance.abs()
    exact = half // 2
    far = exact + (
        torch.log(distance.float().clamp(min=1) / exact) / math.log(128 / exact) * (half - exact)
    ).long().clamp(max=half - exact - 1)
    return sign + torch.where(distance < exact, distance, far.clamp(min=exact))


def from_pretrained(folder: Path, layers: int | None = None) -> Network:
    """A network whose body has the weights of a BERT or MPNet checkpoint; `layers`: the first so many."""
    weights = load_file(folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    mpnet = config["model_type"] == "mpnet"
    shape = Shape(
        layers or config["num_hidden_layers"], config["hidden_size"], config["num_attention_heads"], mpnet
    )
    words = weights["embeddings.word_embeddings.weight"]
    positions = weights["embeddings.position_embeddings.weight"]
    state = {
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    if mpnet:
        ids = torch.arange(shape.vocabulary) + MPNET_SHIFT
        ids[0], ids[100], ids[101], ids[102] = 1, 3, 0, 2
        words = words[ids]
        positions = positions[2:]
        state["relative.weight"] = weights["encoder.relative_attention_bias.weight"]
    else:
        positions = positions + weights["embeddings.token_type_embeddings.weight"][0]
    state["words.weight"], state["positions.weight"] = words, positions
    attention = ("attn.q", "attn.k", "attn.v") if mpnet else ("self.query", "self.key", "self.value")
    for i in range(shape.layers):
        old = f"encoder.layer.{i}."
        names = {
            "out": "attention.attn.o" if mpnet else "attention.output.dense",
            "norm1": "attention.LayerNorm" if mpnet else "attention.output.LayerNorm",
            "up": "intermediate.dense",
            "down": "output.dense",
            "norm2": "output.LayerNorm",
        }
        for part in ("weight", "bias"):
            state[f"layers.{i}.qkv.{part}"] = torch.cat(
                [weights[f"{old}attention.{a}.{part}"] for a in attention]
            )
            for ours, theirs in names.items():
                state[f"layers.{i}.{ours}.{part}"] = weights[f"{old}{theirs}.{part}"]
    network = Network(shape)
    missing, unexpected = network.load_state_dict(state, strict=False)
    wrong = [m for m in missing if m.split(".")[0] not in HEADS]
    if wrong or unexpected:
        raise ValueError(f"{folder}: weights do not fit: missing {wrong}, unexpected {unexpected}")
    return network


def save(network: Network, path: Path) -> None:
    """Weights and shape, as a tensor file that torch loads with weights_only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"shape": asdict(network.shape), "state": network.state_dict()}, path)


def load(path: Path) -> Network:
    saved = torch.load(path, weights_only=True)
    network = Network(Shape(**saved["shape"]))
    missing, unexpected = network.load_state_dict(saved["state"], strict=False)
    wrong = [m for m in missing if m.split(".")[0] not in HEADS]  # heads that an earlier step had not
    if wrong or unexpected:
        raise ValueError(f"{path}: weights do not fit: missing {wrong}, unexpected {unexpected}")
    return network
