"""`imsmanifest.xml`: one organization, one item, one SCO that lists every file.

No mastery score is declared: a system that has one overrides the status by it, also while the
learner is still on the way. What the SCO says of itself counts (2004: `deliveryControls`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

SCHEMAS = Path(__file__).parent / "schemas"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SSS = "http://www.imsglobal.org/xsd/imsss"
LONGEST_TITLE, LONGEST_VERSION = 200, 20  # what SCORM 1.2 promises to take


@dataclass(frozen=True)
class Edition:
    """A state of the standard: what its manifests say and which schemas they follow.

    `name` is what the player goes by: the two data models are `1.2` and `2004`.
    """

    name: str
    version: str
    packaging: str
    extension: str
    scorm_type: str
    schemas: Mapping[str, str]  # namespace → file

    @property
    def is_2004(self) -> bool:
        """Whether the data model is that of 2004, with completion and success apart."""
        return self.name == "2004"

    def schema_files(self) -> dict[str, bytes]:
        """The schemas that stand beside the manifest: ours, so not under the official names."""
        folder = SCHEMAS / self.name
        return {name: (folder / name).read_bytes() for name in self.schemas.values()}


SCORM_12 = Edition(
    name="1.2",
    version="1.2",
    packaging="http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    extension="http://www.adlnet.org/xsd/adlcp_rootv1p2",
    scorm_type="scormtype",
    schemas={
        "http://www.imsproject.org/xsd/imscp_rootv1p1p2": "terakoya-packaging-1.2.xsd",
        "http://www.adlnet.org/xsd/adlcp_rootv1p2": "terakoya-scorm-1.2.xsd",
    },
)


def _of_2004(version: str) -> Edition:
    return Edition(
        name="2004",
        version=version,
        packaging="http://www.imsglobal.org/xsd/imscp_v1p1",
        extension="http://www.adlnet.org/xsd/adlcp_v1p3",
        scorm_type="scormType",
        schemas={
            "http://www.imsglobal.org/xsd/imscp_v1p1": "terakoya-packaging-2004.xsd",
            "http://www.adlnet.org/xsd/adlcp_v1p3": "terakoya-scorm-2004.xsd",
            _SSS: "terakoya-sequencing-2004.xsd",
        },
    )


SCORM_2004_3 = _of_2004("2004 3rd Edition")
SCORM_2004_4 = _of_2004("2004 4th Edition")


def manifest(
    edition: Edition, *, identifier: str, version: str, title: str, start: str, files: Iterable[str]
) -> bytes:
    """The manifest as UTF-8; `identifier` stays the same when a package replaces another."""
    spaces: dict[Any, str] = {None: edition.packaging, "adlcp": edition.extension, "xsi": _XSI}
    if edition.is_2004:
        spaces["imsss"] = _SSS
    root = etree.Element(f"{{{edition.packaging}}}manifest", nsmap=spaces)
    root.set("identifier", identifier)
    root.set("version", version[:LONGEST_VERSION])
    places = " ".join(f"{namespace} {file}" for namespace, file in edition.schemas.items())
    root.set(f"{{{_XSI}}}schemaLocation", places)
    metadata = _add(root, "metadata")
    _add(metadata, "schema", "ADL SCORM")
    _add(metadata, "schemaversion", edition.version)
    _add_organization(_add(root, "organizations", default="organization-1"), edition, title)
    resource = _add(
        _add(root, "resources"), "resource", identifier="resource-1", type="webcontent", href=start
    )
    resource.set(f"{{{edition.extension}}}{edition.scorm_type}", "sco")
    for name in files:
        _add(resource, "file", href=name)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add_organization(parent: etree._Element, edition: Edition, title: str) -> None:
    organization = _add(parent, "organization", identifier="organization-1")
    _add(organization, "title", title[:LONGEST_TITLE])
    item = _add(organization, "item", identifier="item-1", identifierref="resource-1")
    _add(item, "title", title[:LONGEST_TITLE])
    if edition.is_2004:
        _add_sequencing(item, "deliveryControls", "completionSetByContent", "objectiveSetByContent")
        _add_sequencing(organization, "controlMode", "choice", "flow")


def _add_sequencing(parent: etree._Element, name: str, *on: str) -> None:
    sequencing = etree.SubElement(parent, f"{{{_SSS}}}sequencing")
    etree.SubElement(sequencing, f"{{{_SSS}}}{name}", dict.fromkeys(on, "true"))


def _add(
    parent: etree._Element, name: str, text: str | None = None, **attributes: str
) -> etree._Element:
    """A child in the namespace of its parent."""
    space = etree.QName(parent).namespace
    child = etree.SubElement(parent, f"{{{space}}}{name}", attributes)
    child.text = text
    return child
