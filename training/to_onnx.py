"""Write a trained network as an int8 ONNX file: python -m training.to_onnx WEIGHTS OUT [--selective]."""

import argparse
import tempfile
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.network import LINK, Network, buckets, load


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

    def forward(self, ids: Tensor, surface: Tensor) -> tuple[Tensor, Tensor]:
        n = self.network
        places = torch.arange(ids.shape[1])
        x = n.norm(n.words(ids) + n.positions(places) + n.surfaces(surface))
        bias = n.relative(buckets(places)).permute(2, 0, 1)[None] if n.relative is not None else None
        for layer in n.layers:
            q, k, v = layer.qkv(x).chunk(3, -1)
            x = layer.norm1(x + layer.out(Attention.apply(q, k, v, bias, layer.heads)))
            x = layer.norm2(x + layer.down(Gelu.apply(layer.up(x))))
        return n.tags(x), n.links(x).view(*ids.shape, 4, LINK)


def to_onnx(network: Network, out: Path) -> None:
    """float32 ONNX with dynamic length."""
    ids = torch.randint(1000, 2000, (1, 40))
    surface = torch.zeros_like(ids)
    torch.onnx.export(
        Exported(network), (ids, surface), str(out), dynamo=False, opset_version=17,
        custom_opsets={"com.microsoft": 1},
        input_names=["ids", "surface"], output_names=["tags", "links"],
        dynamic_axes={n: {1: "pieces"} for n in ("ids", "surface", "tags", "links")},
    )


def to_int8(plain: Path, out: Path, per_channel: bool, keep: tuple[str, ...]) -> None:
    """Dynamic int8 weights and activations; names of nodes in `keep` stay float32."""
    names = [n.name for n in onnx.load(str(plain)).graph.node if any(k in n.name for k in keep)]
    quantize_dynamic(
        str(plain), str(out), weight_type=QuantType.QInt8, per_channel=per_channel, reduce_range=False,
        op_types_to_quantize=["MatMul", "Gather"], nodes_to_exclude=names,
        extra_options={"MatMulConstBOnly": True},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--per-channel", action="store_true")
    parser.add_argument("--keep", nargs="*", default=[], help="parts of node names that stay float32")
    parser.add_argument("--float", action="store_true", help="write float32, not int8")
    args = parser.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    network = load(args.weights)
    if args.float:
        return to_onnx(network, args.out)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        to_onnx(network, plain)
        to_int8(plain, args.out, args.per_channel, tuple(args.keep))
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
