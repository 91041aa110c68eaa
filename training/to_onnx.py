"""A trained network as an int8 ONNX file, with onnxruntime's own operators where they are faster."""

from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from torch import Tensor, nn

from training.corpora import TAUGHT
from training.network import Layer, Network, Outputs, buckets


class Attention(torch.autograd.Function):
    """onnxruntime's own attention (com.microsoft.MultiHeadAttention): a quarter faster than its parts."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None, heads: int) -> Tensor:
        b, t, h = q.shape
        q, k, v = (x.view(b, t, heads, h // heads).transpose(1, 2) for x in (q, k, v))
        mixed = torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return mixed.transpose(1, 2).reshape(b, t, h)

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, bias: Any, heads: int) -> Any:
        inputs = [q, k, v]
        if bias is not None:
            absent = g.op("prim::Constant").setType(torch._C.OptionalType.ofTensor())
            inputs += [absent, absent, bias]
        return g.op("com.microsoft::MultiHeadAttention", *inputs, num_heads_i=heads).setType(q.type())


class Gelu(torch.autograd.Function):
    """GELU in its tanh form, as onnxruntime's one operator for it."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return torch.nn.functional.gelu(x, approximate="tanh")

    @staticmethod
    def symbolic(g: Any, x: Any) -> Any:
        return g.op("com.microsoft::FastGelu", x).setType(x.type())


class Exported(nn.Module):
    """The network as it goes out: float32, onnxruntime's operators for attention and GELU."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network.eval().float()
        self.parts = nn.ModuleList(_split(layer) for layer in network.layers)

    def forward(self, ids: Tensor, surface: Tensor) -> Outputs:
        n = self.network
        places = torch.arange(ids.shape[1])
        x = n.norm(n.words(ids) + n.positions(places) + n.surfaces(surface))
        bias = n.relative(buckets(places)).permute(2, 0, 1)[None] if n.relative is not None else None
        for layer, parts in zip(n.layers, self.parts, strict=True):
            q, k, v = (part(x) for part in parts)
            x = layer.norm1(x + layer.out(Attention.apply(q, k, v, bias, layer.heads)))
            x = layer.norm2(x + layer.down(Gelu.apply(layer.up(x))))
        return n.said(x)


def _split(layer: Layer) -> nn.ModuleList:
    """Query, key and value as products of their own: 3 % faster than one that is sliced."""
    out = nn.ModuleList()
    for weight, bias in zip(layer.qkv.weight.chunk(3), layer.qkv.bias.chunk(3), strict=True):
        part = nn.Linear(weight.shape[1], weight.shape[0])
        part.weight, part.bias = nn.Parameter(weight.detach()), nn.Parameter(bias.detach())
        out.append(part)
    return out


def to_onnx(network: Network, out: Path) -> None:
    """float32 ONNX with dynamic length."""
    ids = torch.randint(1000, 2000, (1, 40))
    surface = torch.zeros_like(ids)
    torch.onnx.export(
        Exported(network),
        (ids, surface),
        str(out),
        dynamo=False,
        opset_version=17,
        custom_opsets={"com.microsoft": 1},
        input_names=["ids", "surface"],
        output_names=list(TAUGHT),
        dynamic_axes={n: {1: "pieces"} for n in ("ids", "surface", *TAUGHT)},
    )


def to_int8(plain: Path, out: Path, manner: str) -> None:
    """Write `plain` in int8.

    "dynamic": int8 weights by channel, activations by the scale of the whole window: the fastest.
    "blockwise": int8 weights and activations in blocks of 256 (MatMulNBits): half as fast, ten times
    as near to float32, for networks whose activations have outliers (MPNet's have).
    """
    source = plain
    if manner == "blockwise":
        config = DefaultWeightOnlyQuantConfig(block_size=256, is_symmetric=True, accuracy_level=4, bits=8)
        quantizer = MatMulNBitsQuantizer(onnx.load(str(plain)), algo_config=config)
        quantizer.process()
        source = plain.with_suffix(".blocks.onnx")
        onnx.save(quantizer.model.model, str(source))
    quantize_dynamic(
        str(source),
        str(out),
        weight_type=QuantType.QInt8,
        per_channel=manner == "dynamic",
        op_types_to_quantize=["Gather"] if manner == "blockwise" else ["MatMul", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )
