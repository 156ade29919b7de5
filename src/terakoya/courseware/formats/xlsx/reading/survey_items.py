"""The items of a survey workbook: known ones with the words of the file, and new ones."""

from __future__ import annotations

from ....model import Option, Survey, SurveyItem
from .answer_sheet import AnswerSheet, Block, OptionCell
from .grid import Cell
from .ids import Ids, TextKey
from .item_meaning import is_statement
from .item_rows import UNREAD, WORDS
from .marks import Marks
from .notices import Notice, Remark
from .opening import minted
from .survey_options import SurveyOptions


class SurveyItems:
    """Reads the items of a sheet; what somebody should look at is added to `notices`."""

    def __init__(
        self,
        sheet: AnswerSheet,
        base: Survey,
        ids: Ids,
        marks: Marks,
        options: SurveyOptions,
    ) -> None:
        self.sheet, self.base, self.ids, self.marks = sheet, base, ids, marks
        self.options, self.notices = options, options.notices
        self.known = {item.id: item for item in base.items}
        self.taken = {*self.known, *ids.items}

    def items(self) -> list[SurveyItem]:
        """The items in the order of the sheet."""
        items: list[SurveyItem] = []
        for block in self.sheet.blocks:
            items.append(self._item(block, items[-1] if items else None))
        return items

    def _item(self, block: Block, before: SurveyItem | None) -> SurveyItem:
        base = self._base_of(block) or self._new_item(block, before)
        options = self.options.of_item(block, base.options) if base.kind == "choice" else ()
        return base.model_copy(
            update={
                "text": self._restored(("item", block.id, "text"), block.text, base.text),
                "help": self._help(block, base),
                "options": options,
                **self._labelled(block, base),
            }
        )

    def _restored(self, key: TextKey, cell: Cell, base: str) -> str:
        return base if cell is UNREAD else self.marks.restored(key, cell, base)

    def _base_of(self, block: Block) -> SurveyItem | None:
        """The item that a block is; one that only the hidden sheet knows has no words yet."""
        base = self.known.get(block.id)
        if base is None and block.id in self.ids.items:
            topic, kind = self.ids.items[block.id]
            item = {"id": block.id, "topic": topic, "kind": kind, "text": "-"}
            base = SurveyItem.model_validate(item)
        if base is not None and block.typed and base.kind == "scale":
            self._note(Remark.TYPED_SCALE, block.boxes_row or block.row)
        return base

    def _help(self, block: Block, item: SurveyItem) -> str:
        """The help of an item; one that was moved as words alone keeps its own."""
        is_new = block.id not in self.known
        place = self.known.get(block.place_id)
        is_moved = place is not None and not is_new and place.id != item.id
        has_help = bool(item.help) or ("item", block.id, "help") in self.ids.places or is_new
        has_help = has_help or bool(place and place.help)
        cell, _ = block.help_and_entry(has_help=has_help)
        if place is not None and is_moved:
            is_left = cell.text.strip() == self.marks.shown(place.help).strip()
            has_same = (place.kind, place.options) == (item.kind, item.options)
            if not has_same or (is_left and place.help != item.help):
                self._note(Remark.MOVED_ALONE, block.row)
            if is_left:
                return item.help
        return self._restored(("item", block.id, "help"), cell, item.help)

    # -- labels

    def _labelled(self, block: Block, item: SurveyItem) -> dict[str, object]:
        """What the labels beside the words change, and a notice of them."""
        labels = block.labels
        if not labels.said:
            return {}
        update: dict[str, object] = {}
        said = ", ".join(labels.said)
        if labels.topic:
            update["topic"] = labels.topic
            self._note(Remark.TOPIC_TAKEN, block.row, label=said, topic=self._name(labels.topic))
        if labels.is_reversed:
            update["reverse"] = item.kind == "scale"
            remark = Remark.REVERSE_TAKEN if item.kind == "scale" else Remark.REVERSE_IGNORED
            self._note(remark, block.row, label=said)
        return update

    def _name(self, topic: str) -> str:
        name = next((one.name for one in self.base.topics if one.id == topic), topic)
        return self.marks.shown(name)

    # -- new items

    def _new_item(self, block: Block, before: SurveyItem | None) -> SurveyItem:
        copied = self.known.get(block.copied)
        if copied is not None:
            return copied.model_copy(update={"id": minted("sv-new", self.taken)})
        like = self._shares_options_with(block)
        kind = self._kind_of_new(block, like)
        if block.typed:
            like = None
        topic = before.topic if before else self.base.topics[0].id
        remark = Remark.NEW_ITEM
        if not block.typed and block.options_row is None:
            remark = Remark.NEW_SCALE_ITEM if kind == "scale" else Remark.NEW_OPEN_ITEM
        topic = block.labels.topic or topic
        if remark is not Remark.NEW_ITEM or not block.labels.topic:
            self._note(remark, block.row, topic=self._name(topic))
        return SurveyItem.model_validate(
            {
                "id": minted("sv-new", self.taken),
                "topic": topic,
                "kind": kind,
                "text": "-",
                "options": like.model_dump()["options"] if like else (),
            }
        )

    def _kind_of_new(self, block: Block, like: SurveyItem | None) -> str:
        if block.typed:
            return "scale" if self._is_scale(block.typed) else "choice"
        if block.options_row is None:
            is_scale = self.base.scale and is_statement(block.text.text)
            return "scale" if is_scale else "comment"
        return like.kind if like else "choice"

    def _shares_options_with(self, block: Block) -> SurveyItem | None:
        """An item of the base whose options are the same cells; a scale item before others."""
        cells: list[OptionCell] = self.sheet.options_of(block)
        names = [item for cell in cells for item in cell.of_items]
        items = [self.known[name] for name in dict.fromkeys(names) if name in self.known]
        return min(items, key=lambda item: item.kind != "scale", default=None)

    def _is_scale(self, typed: list[str]) -> bool:
        scale: tuple[Option, ...] = self.base.scale
        return typed == [self.options.shown(one) for one in scale]

    def _note(self, remark: Remark, row: int, **values: str) -> None:
        self.notices.append(Notice(remark, self.sheet.grid.address(row, WORDS), values))
