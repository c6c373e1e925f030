"""Dictionaries of features, and what they see in a text, as text and as HTML without style."""

from __future__ import annotations

from llm_playground.plain.static_parts import count, in_text, label, percent, ratio, table
from llm_playground.records.features import ActiveFeature, DictionaryCard, Feature, FeatureGrade, TextFeatures

SHOWN = 4  # features of a token
LISTED = 5  # next tokens, logits


def called(grade: FeatureGrade) -> str:
    """What a feature is called by: its rule, and whether it tells it of the next token."""
    return f"before {grade.rule}" if grade.next else grade.rule


def features_text(text: TextFeatures) -> str:
    rows = [card_line(text.dictionary)]
    wide = max(len(label(piece)) for piece in text.encoding.pieces)
    for piece, active in zip(text.encoding.pieces, text.active, strict=True):
        rows.append(f"  {label(piece):<{wide}}  {', '.join(_said(text, each) for each in active[:SHOWN])}")
    return "\n".join(rows)


def features_html(text: TextFeatures) -> str:
    rows = [
        [label(piece), *(_said(text, each) for each in active[:SHOWN])]
        for piece, active in zip(text.encoding.pieces, text.active, strict=True)
    ]
    heads = ["strongest feature", *("" for _ in range(SHOWN - 1))]
    return table(heads, rows, first="token", caption=card_line(text.dictionary))


def _said(text: TextFeatures, active: ActiveFeature) -> str:
    grade = text.names.get(active.index)
    name = "" if grade is None else f" {called(grade)} (F1 {grade.f1:.2f})"
    return f"#{active.index}{name} {active.activation:.1f}"


def card_line(card: DictionaryCard) -> str:
    kind = "sparse autoencoder" if card.reads == card.writes else "transcoder"
    return (
        f"{card.name} of {card.model}: {kind} of {card.n_features:,} features, {card.k} a token; variance unexplained "
        f"{card.unexplained:.2f}, {percent(card.dead)} dead, loss recovered {percent(card.recovered)}, median best F1 "
        f"{ratio(card.median_f1)} over {count(len(card.rules), 'rule')}"
    )


def card_text(card: DictionaryCard) -> str:
    wide = max((len(grade.rule) for grade in card.rules), default=0)
    rows = [
        f"  {grade.rule:<{wide}}  {'next token' if grade.next else 'this token'}  #{grade.feature:<4}  "
        f"precision {grade.precision:.2f}  recall {grade.recall:.2f}  F1 {grade.f1:.2f}"
        for grade in card.rules
    ]
    return "\n".join([card_line(card), *rows])


def card_html(card: DictionaryCard) -> str:
    rows = [
        [
            grade.rule,
            "next token" if grade.next else "this token",
            f"#{grade.feature}",
            *(f"{number:.2f}" for number in (grade.precision, grade.recall, grade.f1)),
        ]
        for grade in card.rules
    ]
    return table(["of the", "feature", "precision", "recall", "F1"], rows, first="rule", caption=card_line(card))


def feature_text(feature: Feature) -> str:
    rows = [f"{_title(feature)}, on {percent(feature.share)} of tokens"]
    for example in feature.examples:
        rows.append(f"  {example.activation:5.1f}  …{in_text(example.pieces, {example.at: ('[', ']')})}…")
    if feature.activation == 0:
        rows.append(f"  it is not active at token {feature.position}, so that it writes nothing there")
    for title, written in (("raises", feature.raises), ("lowers", feature.lowers)) if feature.activation else ():
        rows.append(f"  {title}  " + "  ".join(f"{label(each.piece)} {each.logit:+.2f}" for each in written[:LISTED]))
    change = feature.change
    rows.append(f"  without it at token {feature.position}: KL {change.kl:.4f} nats")
    for said, stage in (("before", change.before), ("after", change.after)):
        tokens = (f"{label(each.piece)} {percent(each.probability)}" for each in stage.candidates[:LISTED])
        rows.append(f"    {said:<6}  {'  '.join(tokens)}")
    return "\n".join(rows)


def feature_html(feature: Feature) -> str:
    pairs = zip(feature.raises[:LISTED], feature.lowers[:LISTED], strict=True)
    rows = [
        [str(place), *(cell for each in pair for cell in (label(each.piece), f"{each.logit:+.2f}"))]
        for place, pair in enumerate(pairs, 1)
    ]
    title = f"{_title(feature)}: what it writes at token {feature.position}; without it KL {feature.change.kl:.4f} nats"
    return table(["raises", "logit", "lowers", "logit"], rows, first="rank", caption=title)


def _title(feature: Feature) -> str:
    grade = feature.grade
    name = "" if grade is None else f", {called(grade)} (F1 {grade.f1:.2f})"
    return f"feature {feature.index} of {feature.dictionary}{name}"
