//! Copies for paper, as text in and text out: texts of drawings, and how they are seen from the left.

use super::for_paper;

fn drawing(content: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{content}</svg>")
}

/// What of a drawing stands in its copy for paper; nothing where there is no copy.
fn content_for_paper(content: &str) -> Option<String> {
    let copy = for_paper(&drawing(content))?;
    let inside = copy.strip_prefix("<svg xmlns=\"http://www.w3.org/2000/svg\">");
    Some(inside?.strip_suffix("</svg>")?.to_owned())
}

/// A line of a text from right to left, as it is seen, from the left.
#[track_caller]
fn check_line(read: &str, seen: &str) {
    let text = format!("<text x=\"9\" direction=\"rtl\">{read}</text>");
    let expected = format!(
        "<text x=\"9\" direction=\"ltr\" unicode-bidi=\"bidi-override\" text-anchor=\"end\">{seen}</text>"
    );
    check(&text, &expected);
}

#[track_caller]
fn check(drawn: &str, on_paper: &str) {
    assert_eq!(
        content_for_paper(drawn).as_deref(),
        Some(on_paper),
        "{drawn}"
    );
}

#[track_caller]
fn check_untouched(drawn: &str) {
    assert_eq!(content_for_paper(drawn), None, "{drawn}");
}

#[test]
fn letters_take_the_shape_that_their_neighbours_give_them() {
    // Alone; at the beginning, in the middle and at the end of a word.
    check_line("ب", "\u{FE8F}");
    check_line("ببب", "\u{FE90}\u{FE92}\u{FE91}");
    // Letters that never join the one behind.
    check_line("دار", "\u{FEAD}\u{FE8D}\u{FEA9}");
    check_line("حقوق", "\u{FED5}\u{FEEE}\u{FED8}\u{FEA3}");
    // Alef maksura, of which Unicode has the forms in two places; it joins on in Uyghur.
    check_line("على", "\u{FEF0}\u{FEE0}\u{FECB}");
    check_line("ىبى", "\u{FEF0}\u{FE92}\u{FBE8}");
    // Hamza joins nothing; the line between letters joins both.
    check_line("بءب", "\u{FE8F}\u{FE80}\u{FE8F}");
    check_line("بـب", "\u{FE90}\u{0640}\u{FE91}");
}

#[test]
fn lam_and_alef_are_one() {
    check_line("لا", "\u{FEFB}");
    check_line("بلا", "\u{FEFC}\u{FE91}");
    check_line("الأمم", "\u{FEE2}\u{FEE3}\u{FEF7}\u{FE8D}");
    check_line("لإن", "\u{FEE5}\u{FEF9}");
    check_line("لآن", "\u{FEE5}\u{FEF5}");
    check_line("لِاب", "\u{FE8F}\u{FEFB}");
    // In two styles they are two.
    check(
        "<text>ل<tspan fill=\"red\">ا</tspan></text>",
        "<text direction=\"ltr\" unicode-bidi=\"bidi-override\" text-anchor=\"start\">\
         <tspan fill=\"red\">\u{FE8E}</tspan><tspan>\u{FEDF}</tspan></text>",
    );
}

#[test]
fn letters_of_persian_urdu_and_kurdish() {
    check_line("پژچگ", "\u{FB93}\u{FB7C}\u{FB8B}\u{FB58}");
    check_line("یکی", "\u{FBFD}\u{FB91}\u{FBFE}");
    check_line("ٹڈڑے", "\u{FBAE}\u{FB8C}\u{FB89}\u{FB68}");
    check_line("ہوں", "\u{FB9E}\u{FEEE}\u{FBA8}");
    check_line("خانهٔ", "\u{FBA5}\u{FEE7}\u{FE8E}\u{FEA7}");
    check_line("بە", "\u{FEEA}\u{FE91}");
    // What separates letters without a space is not drawn.
    check_line("می\u{200C}رود", "\u{FEA9}\u{FEED}\u{FEAD}\u{FBFD}\u{FEE3}");
    // A Pashto letter without forms is told to join.
    check_line("بښب", "\u{FE90}\u{200D}ښ\u{200D}\u{FE91}");
}

#[test]
fn marks_stand_where_there_is_a_character_for_them() {
    check_line("حقاً", "\u{FD3C}\u{FED8}\u{FEA3}");
    check_line("حقًا", "\u{FD3C}\u{FED8}\u{FEA3}");
    check_line("أبداً", "\u{FD3D}\u{FEAA}\u{FE91}\u{FE83}");
    check_line("يقيّد", "\u{FEAA}\u{FE7D}\u{FEF4}\u{FED8}\u{FEF3}");
    check_line("يقيَّد", "\u{FEAA}\u{FCF2}\u{FEF4}\u{FED8}\u{FEF3}");
    check_line("تُكتب", "\u{FE90}\u{FE98}\u{FEDC}\u{FE79}\u{FE97}");
    // Nothing joins these to what follows.
    check_line("عدّد", "\u{FEA9}\u{FEAA}\u{FECB}");
    check_line("كتبٌ", "\u{FE90}\u{FE98}\u{FEDB}");
    // What is written in two characters and is one letter.
    check_line("ا\u{0653}ب", "\u{FE8F}\u{FE81}");
    // A mark that is shown by itself stays.
    check_line("\u{25CC}\u{064E}", "\u{25CC}\u{064E}");
}

#[test]
fn numbers_and_latin_letters_run_from_left_to_right() {
    check_line("عام 2030", "2030 \u{FEE1}\u{FE8E}\u{FECB}");
    check_line("عام ٢٠٣٠", "٢٠٣٠ \u{FEE1}\u{FE8E}\u{FECB}");
    check_line("1. باب", "\u{FE8F}\u{FE8E}\u{FE91} .1");
    check_line(
        "في ICCPR 19 باب",
        "\u{FE8F}\u{FE8E}\u{FE91} ICCPR 19 \u{FEF2}\u{FED3}",
    );
    check_line("61%", "61%");
    check_line("1966–1976", "1976–1966");
}

#[test]
fn brackets_and_signs() {
    check_line("(ب) [1]", "[1] (\u{FE8F})");
    check_line("«ب»", "«\u{FE8F}»");
    check_line(
        "ب &lt; ب &amp; &#x628;",
        "\u{FE8F} &amp; \u{FE8F} &gt; \u{FE8F}",
    );
    check_line("ب\u{200F}! a!\u{200E}", "a! !\u{FE8F}");
}

#[test]
fn hebrew_is_only_ordered() {
    check_line(
        "זכויות האדם",
        "\u{05DD}\u{05D3}\u{05D0}\u{05D4} \u{05EA}\u{05D5}\u{05D9}\u{05D5}\u{05DB}\u{05D6}",
    );
    check_line("שׁ", "\u{FB2A}");
    check_line("שָׁ", "\u{FB2A}");
    check_line("אֲב", "\u{05D1}\u{05D0}");
}

#[test]
fn other_scripts_from_right_to_left_keep_their_marks_behind_their_letters() {
    check_line("\u{078B}\u{07A8}\u{0788}", "\u{0788}\u{078B}\u{07A8}");
    check_line("\u{0712}\u{0712}", "\u{0712}\u{200D}\u{200D}\u{0712}");
}

#[test]
fn the_anchor_stays_at_its_edge() {
    let seen = "\u{FE8F}";
    for (outer, own, anchor) in [
        ("", "", "start"),
        ("", " text-anchor=\"end\"", "end"),
        ("", " direction=\"rtl\"", "end"),
        (" direction=\"rtl\"", "", "end"),
        (" direction=\"rtl\"", " direction=\"ltr\"", "start"),
        (" direction=\"rtl\" text-anchor=\"end\"", "", "start"),
        (
            " direction=\"rtl\" text-anchor=\"end\"",
            " text-anchor=\"inherit\"",
            "start",
        ),
        (" text-anchor=\"middle\"", " direction=\"rtl\"", "middle"),
    ] {
        check(
            &format!("<g{outer}><text{own} y='1'>ب</text></g>"),
            &format!(
                "<g{outer}><text y=\"1\" direction=\"ltr\" unicode-bidi=\"bidi-override\" text-anchor=\"{anchor}\">{seen}</text></g>"
            ),
        );
    }
}

#[test]
fn what_has_a_place_of_its_own_is_a_line_of_its_own() {
    let begin = "direction=\"ltr\" unicode-bidi=\"bidi-override\"";
    check(
        "<g direction=\"rtl\"><text x=\"9\" y=\"1\">باب 1\n  <tspan x=\"8\" dy=\"19\">دار 2</tspan></text></g>",
        &format!(
            "<g direction=\"rtl\"><text x=\"9\" y=\"1\" {begin} text-anchor=\"end\">\
             <tspan x=\"9\" text-anchor=\"end\">1 \u{FE8F}\u{FE8E}\u{FE91}</tspan>\
             <tspan x=\"8\" dy=\"19\" text-anchor=\"end\">2 \u{FEAD}\u{FE8D}\u{FEA9}</tspan></text></g>"
        ),
    );
    check(
        "<text><tspan x=\"9\" text-anchor=\"middle\">ب</tspan></text>",
        &format!(
            "<text {begin} text-anchor=\"start\"><tspan x=\"9\" text-anchor=\"middle\">\u{FE8F}</tspan></text>"
        ),
    );
}

#[test]
fn pieces_of_a_line_carry_their_style_to_where_they_are_seen() {
    check(
        "<text direction=\"rtl\">با<tspan font-weight=\"700\" id=\"a\">ب 1</tspan> <!-- -->ب</text>",
        "<text direction=\"ltr\" unicode-bidi=\"bidi-override\" text-anchor=\"end\">\
         <tspan>\u{FE8F} </tspan><tspan font-weight=\"700\">1 \u{FE8F}</tspan><tspan>\u{FE8E}\u{FE91}</tspan></text>",
    );
    check(
        "<text direction=\"rtl\"><tspan fill=\"red\">a<tspan fill='\"'>ب</tspan></tspan></text>",
        "<text direction=\"ltr\" unicode-bidi=\"bidi-override\" text-anchor=\"end\">\
         <tspan fill=\"&quot;\">\u{FE8F}</tspan><tspan fill=\"red\">a</tspan></text>",
    );
}

#[test]
fn spaces_are_kept_where_they_are_to_be() {
    check_line(" \n ب  \t ب ", "\u{FE8F} \u{FE8F}");
    check(
        "<text xml:space=\"preserve\"> ب  ب</text>",
        "<text xml:space=\"preserve\" direction=\"ltr\" unicode-bidi=\"bidi-override\" text-anchor=\"start\"> \u{FE8F}  \u{FE8F}</text>",
    );
}

#[test]
fn everything_else_stays_as_it_is() {
    check(
        "<title>ب</title><desc>ب</desc><text>人权 1 (2)</text><!-- ب --><text>ب</text><rect  x='1'/>",
        "<title>ب</title><desc>ب</desc><text>人权 1 (2)</text><!-- ب --><text direction=\"ltr\" unicode-bidi=\"bidi-override\" text-anchor=\"start\">\u{FE8F}</text><rect  x='1'/>",
    );
}

#[test]
fn what_needs_no_copy_or_is_not_understood_has_none() {
    for drawn in [
        "",
        "<title>ب</title><desc>ب</desc>",
        "<text>Human rights 2024 (1)</text>",
        "<text>人权<tspan x=\"1\">права</tspan></text>",
        "<text direction=\"rtl\"> </text>",
        "<text x=\"1 2\">ب</text>",
        "<text dx=\"1,2\">ب</text>",
        "<text rotate=\"90\">ب</text>",
        "<text unicode-bidi=\"bidi-override\">ب</text>",
        "<text unicode-bidi=\"plaintext\">ب</text>",
        "<text>ب<tspan dy=\"-3\">ب</tspan></text>",
        "<text>ب<tspan y=\"3\">ب</tspan></text>",
        "<text>ب<tspan direction=\"rtl\" unicode-bidi=\"embed\">ب</tspan></text>",
        "<text>ب<tspan direction=\"rtl\">ب</tspan></text>",
        "<text>ب<a>ب</a></text>",
        "<text>ب<title>ب</title></text>",
        "<text>ب<tspan textLength=\"9\">ب</tspan></text>",
        "<text textLength=\"9\">ب<tspan fill=\"red\">ب</tspan></text>",
        "<text>ب\u{2029}ب</text>",
        "<text>ب&#1;</text>",
        "<text>ب&unknown;</text>",
        "<text>ب&#xD800;</text>",
        "<text x=\"1\" x=\"2\">ب</text>",
        "<g x=\"1\" x=\"2\"><text>ب</text></g>",
        "<text>ب<tspan></text>",
        "<text>ب</g>",
        "<text>ب</text></g>",
        "<g><text>ب</text>",
        "<text>ب</text><![CDATA[ب]]>",
        "<text>ب<![CDATA[ب]]></text>",
        "<?xml-stylesheet href=\"x\"?><text>ب</text>",
    ] {
        check_untouched(drawn);
    }
    assert_eq!(
        for_paper("<!DOCTYPE svg [<!ENTITY b \"ب\">]><svg><text>ب</text></svg>"),
        None
    );
    assert_eq!(for_paper("<svg><text>ب"), None);
    assert_eq!(for_paper("\u{FFFD}"), None);
}

#[test]
fn a_copy_needs_no_copy_of_its_own() {
    let copy = for_paper(&drawing("<text direction=\"rtl\">باب 1</text>")).expect("a copy");
    assert_eq!(for_paper(&copy), None);
}
