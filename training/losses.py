"""What a batch of windows costs: the annotators' labels and, where there is one, the teacher's scores."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from onrecord.encoder.scores import PARTS, SLOTS
from training.columns import Columns
from training.corpora import IGNORE, Example
from training.network import Network, Outputs

FAR = -1e4
TAUGHT_TAGS = 1.4
"""What the teacher's tags and links count: with 0.7 a student lost half a point of F1 to the columns."""
Batch = dict[str, Tensor]
WEIGHTS = {"slots": 1.0, "aims": 0.3, "acts": 0.4, "types": 0.2, "stances": 0.4, "references": 0.5}
"""What each of the columns counts beside the tags."""
PRONOUNS = torch.tensor([2002, 2032, 2010, 2016, 2014, 2027, 2068, 2037, 2009, 2049, 2040, 1045, 2057])
"""he him his she her they them their it its who i we, in BERT's uncased vocabulary."""


class Told(NamedTuple):
    """A network's outputs in float32, the columns apart."""

    tags: Tensor
    links: Tensor
    columns: dict[str, Tensor]
    aims: Tensor
    references: Tensor


def told(outputs: Outputs) -> Told:
    tags, links, columns, aims, references = (o.float() for o in outputs)
    return Told(
        tags,
        links,
        dict(zip(PARTS, columns.split(list(PARTS.values()), dim=-1), strict=True)),
        aims,
        references,
    )


def tensors(batch: list[Example]) -> Batch:
    """A batch padded to a multiple of 64 pieces and of 8 attributions."""
    rows = len(batch)
    length = -(-max(len(e.ids) for e in batch) // 64) * 64
    most = max(1, max(len(e.members) for e in batch))
    out = {
        "ids": np.zeros((rows, length), np.int64),
        "surface": np.zeros((rows, length), np.int64),
        "tags": np.full((rows, length), IGNORE, np.int64),
        "members": np.zeros((rows, most, 3, length), np.float32),
        "mask": np.zeros((rows, length), bool),
        "gold": np.array([e.gold for e in batch]),
        **_columns([e.columns for e in batch], most, length),
    }
    teacher = batch[0].teacher
    for number, scores in enumerate(teacher or ()):
        out[f"teacher{number}"] = np.zeros((rows, length, *scores.shape[1:]), np.float32)
    for row, e in enumerate(batch):
        n = len(e.ids)
        out["ids"][row, :n] = e.ids
        out["surface"][row, :n] = e.surface
        out["tags"][row, :n] = e.tags
        out["mask"][row, :n] = True
        out["members"][row, : len(e.members), :, :n] = e.members
        for number, scores in enumerate(e.teacher or ()):
            out[f"teacher{number}"][row, :n] = scores
    return {k: torch.from_numpy(v) for k, v in out.items()}


def _columns(those: list[Columns | None], most: int, length: int) -> dict[str, np.ndarray]:
    rows = len(those)
    asked = max(1, max(len(c.references) if c else 0 for c in those))
    polar = max(1, max(len(c.polarities) if c else 0 for c in those))
    out = {
        "slots": np.full((rows, len(SLOTS), length), IGNORE, np.int64),
        "holders": np.zeros((rows, most, len(SLOTS), length), np.float32),
        "judged": np.zeros((rows, most), bool),
        "acts": np.full((rows, most), IGNORE, np.int64),
        "types": np.full((rows, most), IGNORE, np.int64),
        "stances": np.full((rows, most), IGNORE, np.int64),
        "own": np.zeros((rows, asked, length), np.float32),
        "meant": np.zeros((rows, asked, length), np.float32),
        "meant_none": np.zeros((rows, asked), np.float32),
        "aside": np.zeros((rows, asked, length), np.float32),
        "polar": np.zeros((rows, polar, length), np.float32),
        "polarities": np.full((rows, polar), IGNORE, np.int64),
    }
    for row, c in enumerate(those):
        if c is None:
            continue
        a, n = len(c.judged), c.slots.shape[1]
        out["slots"][row, :, :n] = c.slots
        out["holders"][row, :a, :, :n] = c.holders
        out["judged"][row, :a] = c.judged
        for key in ("acts", "types", "stances"):
            out[key][row, :a] = getattr(c, key)
        for number, r in enumerate(c.references):
            out["own"][row, number, r.own] = 1
            if r.but:
                out["meant"][row, number, :n] = 1
            out["meant"][row, number, r.meant] = 0 if r.but else 1
            out["meant_none"][row, number] = 1 if r.but or not len(r.meant) else 0
            if r.among is not None:
                # Whom the article does not name in this window may be meant by a word that nobody annotated.
                out["aside"][row, number] = 1
                out["aside"][row, number, r.among] = 0
                out["meant_none"][row, number] = r.alone
        for number, (places, polarity) in enumerate(c.polarities):
            out["polar"][row, number, places] = 1
            out["polarities"][row, number] = polarity
    return out


def losses(network: Network, batch: list[Example], *, acts: bool = True) -> Tensor:
    """The whole cost of a batch; without `acts`, which are then taught elsewhere."""
    t = tensors(batch)
    if not acts:
        t["acts"][:] = IGNORE
    with torch.autocast("cpu", torch.bfloat16):
        outputs = network(t["ids"], t["surface"], t["mask"])
    ours = told(outputs)
    to_cue, to_source = pointers(ours, t["mask"])
    targets = torch.where(t["gold"][:, None], t["tags"], IGNORE)
    hard = torch.zeros(())
    if bool((targets != IGNORE).any()):
        hard = functional.cross_entropy(ours.tags[..., :7].transpose(1, 2), targets, ignore_index=IGNORE)
        hard = hard + 0.5 * link_loss(to_cue, to_source, t["members"])
    columns = column_losses(ours, t)
    if "teacher0" not in t:
        return hard + columns
    theirs = told(tuple(t[f"teacher{k}"] for k in range(5)))  # type: ignore[arg-type]
    tags = distillation(t, theirs, ours, to_cue, to_source)
    return 0.4 * hard + TAUGHT_TAGS * tags + 0.5 * columns + 0.7 * column_distillation(t, theirs, ours, acts)


def pointers(of: Told, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Log-probabilities: content -> cue (B, T, T), and cue -> source or, last, none (B, T, T + 1)."""
    far = (~mask)[:, None, :] * FAR
    to_cue = of.links[:, :, 0] @ of.links[:, :, 1].transpose(1, 2) / 8 + far
    to_source = of.links[:, :, 2] @ of.links[:, :, 3].transpose(1, 2) / 8 + far
    return to_cue.log_softmax(-1), torch.cat([to_source, of.tags[:, :, 7:]], -1).log_softmax(-1)


def link_loss(log_to_cue: Tensor, log_to_source: Tensor, members: Tensor) -> Tensor:
    """Mean negative log-probability that a content points into its cue, a cue into its source."""
    source, cue, content = members.unbind(2)
    cue_targets = torch.einsum("bat,bas->bts", content, cue)
    orphan = (source.sum(-1, keepdim=True) == 0).float() * cue
    source_targets = torch.cat([torch.einsum("bat,bas->bts", cue, source), orphan.sum(1)[:, :, None]], -1)
    total = torch.zeros(())
    for log, targets in ((log_to_cue, cue_targets), (log_to_source, source_targets)):
        has = targets.sum(-1) > 0
        total = total + (missed(log, targets) * has).sum() / has.sum().clamp(min=1)
    return total


def missed(log: Tensor, targets: Tensor) -> Tensor:
    """Negative log of the probability that falls on any of the targets."""
    return -torch.logsumexp(log.masked_fill(targets == 0, FAR), -1)


def mean_over(of: Tensor, places: Tensor) -> Tensor:
    """The mean of (B, T, k) over the pieces of each row of (B, A, T): (B, A, k)."""
    return places @ of / places.sum(-1, keepdim=True).clamp(min=1)


def column_losses(of: Told, t: Batch) -> Tensor:
    _, cue, content = t["members"].unbind(2)
    judged = t["judged"] & (cue.sum(-1) > 0)
    total = torch.zeros(())
    slots = of.columns["slots"].unflatten(-1, (len(SLOTS), 3))
    if bool((t["slots"] != IGNORE).any()):
        total = total + WEIGHTS["slots"] * functional.cross_entropy(
            slots.permute(0, 3, 2, 1), t["slots"], ignore_index=IGNORE
        )
        log = aimed(of, t)
        targets = torch.cat([t["holders"], (t["holders"].sum(-1, keepdim=True) == 0).float()], -1)
        cost = missed(log, targets).mean(-1)
        total = total + WEIGHTS["aims"] * 4 * (cost * judged).sum() / judged.sum().clamp(min=1)
    acts = mean_over(of.columns["acts"], cue) + mean_over(of.columns["acts_told"], content)
    total = total + WEIGHTS["acts"] * classed(acts, torch.where(judged, t["acts"], IGNORE))
    types = mean_over(of.columns["types"], t["members"][:, :, 0])
    sourced = t["members"][:, :, 0].sum(-1) > 0
    total = total + WEIGHTS["types"] * classed(types, torch.where(sourced, t["types"], IGNORE))
    held = t["holders"][:, :, 3]
    stances = mean_over(of.columns["stances"], held) + mean_over(of.columns["stances_told"], cue)
    aimed_at = judged & (held.sum(-1) > 0)
    total = total + WEIGHTS["stances"] * classed(stances, torch.where(aimed_at, t["stances"], IGNORE))
    polar = mean_over(of.columns["stances"], t["polar"])
    total = total + WEIGHTS["stances"] * classed(polar, t["polarities"])
    return total + WEIGHTS["references"] * reference_loss(of, t)


def classed(logits: Tensor, targets: Tensor) -> Tensor:
    if not bool((targets != IGNORE).any()):
        return torch.zeros(())
    return functional.cross_entropy(logits.transpose(1, 2), targets, ignore_index=IGNORE)


def aimed(of: Told, t: Batch) -> Tensor:
    """Log-probabilities (B, A, 4, T + 1) that an attribution's slot is at a piece or, last, absent."""
    cue = t["members"][:, :, 1]
    share = cue / cue.sum(-1, keepdim=True).clamp(min=1)
    query = torch.einsum("bat,btsk->bask", share, of.aims[:, :, :, 0])
    logits = torch.einsum("bask,btsk->bast", query, of.aims[:, :, :, 1]) / of.aims.shape[-1] ** 0.5
    logits = logits + (~t["mask"])[:, None, None, :] * FAR
    none = mean_over(of.columns["absent"], cue)[..., None]
    return torch.cat([logits, none], -1).log_softmax(-1)


def referring(of: Told, own: Tensor, mask: Tensor, aside: Tensor | None = None) -> Tensor:
    """Log-probabilities (B, R, T + 1) that a mention refers to a piece or, last, to none; not to pieces that
    are left aside."""
    query = mean_over(of.references[:, :, 0], own)
    logits = query @ of.references[:, :, 1].transpose(1, 2) / 8
    logits = logits + (~mask)[:, None, :] * FAR + own * FAR
    if aside is not None:
        logits = logits + aside * FAR
    return torch.cat([logits, mean_over(of.columns["alone"], own)], -1).log_softmax(-1)


def reference_loss(of: Told, t: Batch) -> Tensor:
    targets = torch.cat([t["meant"], t["meant_none"][..., None]], -1)
    asked = (t["own"].sum(-1) > 0) & (targets.sum(-1) > 0)
    if not bool(asked.any()):
        return torch.zeros(())
    cost = missed(referring(of, t["own"], t["mask"], t["aside"]), targets)
    return (cost * asked).sum() / asked.sum()


def distillation(t: Batch, theirs: Told, ours: Told, to_cue: Tensor, to_source: Tensor) -> Tensor:
    """Cross-entropy with the teacher's tags and links (Hinton et al. 2015), links where it has them."""
    chances = theirs.tags[..., :7].softmax(-1)
    mask = t["mask"].float()
    loss = -((chances * ours.tags[..., :7].log_softmax(-1)).sum(-1) * mask).sum() / mask.sum()
    cue, source = pointers(theirs, t["mask"])
    for our, other, weight in (
        (to_cue, cue, chances[..., 5:].sum(-1) * mask),
        (to_source, source, chances[..., 3:5].sum(-1) * mask),
    ):
        loss = loss - ((other.exp() * our).sum(-1) * weight).sum() / weight.sum().clamp(min=1) * 0.5
    return loss


def column_distillation(t: Batch, theirs: Told, ours: Told, acts: bool) -> Tensor:
    """The same of the columns, each weighed by how much a piece is what the column speaks of."""
    mask = t["mask"].float()
    tags = theirs.tags[..., :7].softmax(-1)
    source, cue, content = (tags[..., k : k + 2].sum(-1) * mask for k in (1, 3, 5))
    slots = theirs.columns["slots"].unflatten(-1, (len(SLOTS), 3)).softmax(-1)
    total = WEIGHTS["slots"] * like(
        ours.columns["slots"].unflatten(-1, (len(SLOTS), 3)).log_softmax(-1).flatten(-2),
        slots.flatten(-2),
        mask,
    )
    for part, weight, how in (
        ("acts", cue, 0.4 * acts),
        ("acts_told", content, 0.2 * acts),
        ("types", source, 0.2),
        ("stances", slots[..., 3, 1:].sum(-1) * mask, 0.4),
        ("stances_told", cue, 0.2),
    ):
        total = total + how * like(
            ours.columns[part].log_softmax(-1), theirs.columns[part].softmax(-1), weight
        )
    pronoun = torch.isin(t["ids"], PRONOUNS).float()
    for pair in _joined(theirs, ours, t["mask"], cue, source, pronoun):
        total = total + WEIGHTS["aims"] * like(*pair)
    return total


def like(log: Tensor, chances: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy with chances, weighed by piece."""
    return -((chances * log).sum(-1) * weight).sum() / weight.sum().clamp(min=1e-3)


def _joined(
    theirs: Told, ours: Told, mask: Tensor, cue: Tensor, source: Tensor, pronoun: Tensor
) -> list[tuple[Tensor, ...]]:
    """The pointers of each piece, ours and the teacher's, with their weights."""
    far = (~mask)[:, None, :] * FAR

    def aims(of: Told, slot: int) -> Tensor:
        logits = of.aims[:, :, slot, 0] @ of.aims[:, :, slot, 1].transpose(1, 2) / of.aims.shape[-1] ** 0.5
        return torch.cat([logits + far, of.columns["absent"][..., slot, None]], -1)

    def references(of: Told) -> Tensor:
        own = torch.eye(mask.shape[1])[None] * FAR
        logits = of.references[:, :, 0] @ of.references[:, :, 1].transpose(1, 2) / 8 + far + own
        return torch.cat([logits, of.columns["alone"]], -1)

    pairs = [(aims(ours, s).log_softmax(-1), aims(theirs, s).softmax(-1), cue) for s in range(len(SLOTS))]
    weight = mask.float() * 0.05 + source + pronoun
    return [*pairs, (references(ours).log_softmax(-1), references(theirs).softmax(-1), weight)]
