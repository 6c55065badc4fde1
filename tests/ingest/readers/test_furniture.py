"""What repeats from page to page. A dot stands for a space."""

from ingest.shapes import Document, Page
from tests.ingest.typed import codes_of, document_of, rows

MARK = ("内部\n资料", "内部\n资料", "内部\n资料", "内部\n资料")
HEAD = rows(
    "某县项目支出绩效目标申报表", "（2030年度）", "项目名称·甲项目", "主管部门·某县某局·实施单位·某县某中心·项目期·三年", "资金·300·100"
)
HEAD += rows("立项依据·某文件第一条第二款第三项的规定以及相关的管理办法", "一级指标·二级指标·三级指标·指标值")


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def counted(document: Document, code: str) -> str:
    return next(note.text for note in document.notes if note.code == code)


def test_a_watermark_is_a_run_of_the_same_short_lines() -> None:
    document = document_of(rows("甲", "乙", *MARK, "-1-", "丙"))
    assert texts(document.pages[0]) == ["甲", "乙"]
    assert "8 行" in counted(document, "watermark_removed")
    assert [line.text for line in document.pages[0].furniture].count("内部") == 4


def test_the_same_words_elsewhere_are_content() -> None:
    (page,) = document_of(rows("内部\n资料", "内部\n控制", "内部", "甲")).pages
    assert texts(page) == ["内部", "资料", "内部", "控制", "内部", "甲"]


def test_figures_are_never_a_watermark() -> None:
    (page,) = document_of(rows(*["0.00"] * 9, "甲")).pages
    assert texts(page).count("0.00") == 9


def test_the_line_beside_most_page_numbers_is_a_running_title() -> None:
    document = document_of(rows("甲", "-1-", "某局2030年预算", "乙", "-2-", "某局2030年预算", "丙", "-3-", "某局2030年预算"))
    assert [texts(page) for page in document.pages] == [["甲"], ["乙"], ["丙"]]
    assert [line.text for line in document.pages[1].furniture] == ["-2-", "某局2030年预算"]


def test_a_line_at_the_edge_of_many_pages_is_furniture_and_stays_for_the_identity() -> None:
    document = document_of("某局样张\n\n甲\n\n演示\n·某局样张\n\n乙\n\n演示\n·某局样张\n\n丙\n\n演示\n")
    assert [texts(page) for page in document.pages] == [["甲"], ["乙"], ["丙"]]
    assert [line.text for line in document.pages[2].furniture] == ["某局样张", "演示"]
    assert "6 行" in counted(document, "running_title_removed")


def test_the_title_of_a_form_that_begins_many_pages_is_no_furniture() -> None:
    pages = document_of("目标申报表\n\n甲\n\n一\n·目标申报表\n\n乙\n\n二\n·目标申报表\n\n丙\n\n三\n").pages
    assert [texts(page)[0] for page in pages] == ["目标申报表"] * 3


def test_a_row_that_happens_to_end_many_pages_is_content() -> None:
    pages = document_of("甲\n\n成本\n\n丁\n\n成本\n·乙\n\n成本\n\n戊\n\n成本\n·丙\n\n成本\n").pages
    assert [texts(page)[-1] for page in pages] == ["成本"] * 3


def test_a_line_at_the_edge_of_few_pages_is_content() -> None:
    parts = [f"第{name}\n\n{'完' if name in '甲乙丙' else name}" for name in "甲乙丙丁戊己庚辛壬癸"]
    pages = document_of("\n·".join(parts) + "\n").pages
    assert [texts(page)[-1] for page in pages[:3]] == ["完"] * 3


def overlaid(tails: list[str]) -> Document:
    text = HEAD + rows("产出指标", "数量指标·一")
    for tail in tails:
        text = text.rstrip("\n") + "\n·" + HEAD.rstrip("\n") + tail
    return document_of(text)


def test_a_template_under_the_pages_is_removed_but_for_its_first_occurrence() -> None:
    document = overlaid([f"\n\n续{name}\n\n完{name}\n" for name in "甲乙丙丁"])
    assert texts(document.pages[0])[0] == "某县项目支出绩效目标申报表"
    assert [texts(page) for page in document.pages[1:]] == [[f"续{name}", f"完{name}"] for name in "甲乙丙丁"]
    assert "4 个页面" in counted(document, "overlay_removed")


def test_what_is_glued_behind_the_template_stays_in_its_place() -> None:
    document = overlaid([f"{name}资金\n（{name}元）\n" for name in "甲乙丙丁"])
    tail = document.pages[2].lines[0]
    physical = document.pages[2].masked[tail.number - document.pages[2].first_line]
    assert tail.text == "乙资金"
    assert physical[tail.offset :] == "乙资金"
    assert document.pages[2].lines[1].follows


def test_the_template_is_compared_without_spaces_and_line_breaks() -> None:
    squeezed = HEAD.replace("\n\n（2030年度）", "（2030年度）").replace("300·100", "3·00·100")
    text = HEAD + rows("产出指标", "一")
    for number, head in enumerate((HEAD, squeezed, HEAD, HEAD)):
        text = text.rstrip("\n") + "\n·" + head + rows(f"续{number}页")
    assert [texts(page) for page in document_of(text).pages[1:]] == [[f"续{number}页"] for number in range(4)]


def test_forms_of_different_projects_on_pages_of_their_own_are_no_template() -> None:
    heads = [HEAD.replace("甲项目", f"{name}项目") for name in ("道路", "桥梁", "路灯", "绿化", "供水")]
    document = document_of("\n·".join(head.rstrip("\n") for head in heads) + "\n")
    assert all(texts(page)[0] == "某县项目支出绩效目标申报表" for page in document.pages)
    assert "overlay_removed" not in codes_of(document.notes)


def test_a_servers_error_message_is_a_lost_page() -> None:
    document = document_of("甲\n\n乙\n·502·Bad·Gateway\n\nnginx\n·丙\n\n丁\n")
    assert [page.kind for page in document.pages] == ["text", "error", "text"]
    assert document.pages[1].lines == ()
    (note,) = [note for note in document.notes if note.code == "lost_page"]
    assert (note.level, note.source.line) == ("warning", 4)


def test_personal_data_is_masked_in_place_everywhere() -> None:
    document = document_of(rows("甲", "经办人：·某某某·联系电话：·13900000000·填报日期：·20300102030405"))
    (page,) = document.pages
    line = page.lines[1]
    assert line.text == "经办人： ███ 联系电话： ███████████ 填报日期： 20300102030405"
    assert page.masked[2] == line.text
    assert "1 行" in counted(document, "personal_data_masked")
