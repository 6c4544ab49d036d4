//! The search's analysis gives what was once read and found right; the client's tests read the same file of examples.
//!
//! `UPDATE_GOLDEN=1 cargo test search` writes `tests/golden/search-vectors.json` anew.

use std::collections::BTreeMap;

use handbook::pipeline::Options;
use handbook::pipeline::make;
use handbook::search::Line;
use handbook::search::Page;
use handbook::search::Section;
use handbook::search::Texts;
use handbook::search::analysis::Rules;
use handbook::search::analysis::ZEROS;
use handbook::search::analysis::analyse;
use handbook::search::index;

use crate::golden::golden_project;
use crate::project::repository;

/// Texts by language: what people write, and what nobody should.
const TEXTS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "The rule of law",
            "member’s members' MPs",
            "A/HRC/38/25",
            "co-operation e-mail",
            "naïve café résumé",
            "ICCPR, art. 19(3)(b)",
            "½ ² ℃ ﬁ ﬀ",
            "soft\u{AD}hyphen zero\u{200B}width",
            "Ångström",
            "straße Æsop œuvre Øre đ Łódź ı",
            "COVID-19",
            "1,000.50 €5",
            "ＡＢＣ１２３",
            "x̂ ŷ",
            "🏛️ parliament",
            "don't",
            "U.N. NGOs",
            "THE İSTANBUL CONVENTION",
        ],
    ),
    (
        "fr",
        &[
            "L’égalité, l'équité",
            "« état d’urgence »",
            "n° 34",
            "Œuvre; cœur",
            "aujourd’hui",
            "parlementaire·s",
            "ÉTATS ÀÇÈ",
            "1er juin\u{A0}: l’État\u{202F}!",
            "qu’il",
            "ª º",
        ],
    ),
    (
        "es",
        &[
            "Niñez y año",
            "¿Qué es la ONU?",
            "artículo 2.º",
            "pingüino",
            "DERECHOS HUMANOS",
            "«habeas corpus»",
        ],
    ),
    (
        "ru",
        &[
            "Ёлка ещё",
            "Права человека и гражданина",
            "й Й и\u{306} и",
            "МПГПП, статья 19",
            "объём съезд",
            "№ 34",
            "ООН",
        ],
    ),
    (
        "ar",
        &[
            "القضاء والقضاء بالقضاء للقضاء",
            "حقوق الإنسان",
            "المادّة ١٩",
            "أحمد إبراهيم آدم ٱلله",
            "مدرسة هدى علیٰ",
            "الـــحـــق",
            "ﷺ ﻻ ﷲ",
            "البرلمان وبالبرلمان فالبرلمان",
            "ال الو",
            "شُكْرًا",
            "مسؤول رئيس سئل",
            "وللدولة",
            "العهد (١٩٦٦)، المادة ٢(٣)",
            "ICCPR والعهد",
            "\u{202B}نص\u{202C}",
            "کتاب یک",
        ],
    ),
    (
        "fa",
        &["می\u{200C}خواهم", "حقوق بشر ایران", "کتاب‌ها", "۱۲۳۴"],
    ),
    ("he", &["זְכוּיוֹת הָאָדָם", "שלום־עולם", "כנסת"]),
    (
        "zh",
        &[
            "人权",
            "《公民权利和政治权利国际公约》第十九条",
            "人身自由、言论自由",
            "议员的权利。",
            "第19条第3款",
            "ICCPR第19条",
            "㐀㐁",
            "𠀀𠀁𠀂",
            "々",
            "国",
            "联合国 人权",
            "〇一二",
            "Ａ股",
        ],
    ),
    ("zh-Hant", &["人權", "議會與國際條約"]),
    (
        "ja",
        &[
            "人権と議会",
            "ハンドブック",
            "ﾊﾝﾄﾞﾌﾞｯｸ",
            "が か\u{3099}",
            "々ー",
            "第１９条",
            "日本国憲法（前文）",
        ],
    ),
    (
        "ko",
        &["인권과 국회", "헌법 제10조", "\u{1112}\u{1161}\u{11AB}글"],
    ),
    (
        "th",
        &["สิทธิมนุษยชน", "น้ำ ทำ", "มาตรา ๑๙", "รัฐสภา", "\u{E31}ก"],
    ),
    (
        "km",
        &[
            "សិទ្ធិមនុស្ស",
            "រដ្ឋសភា",
            "មាត្រា ១៩",
            "ក\u{17D2}",
            "\u{17D2}ក",
            "ស\u{17D2}\u{17D2}ត",
        ],
    ),
    ("lo", &["ສິດທິມະນຸດ", "ມາດຕາ ໑໙"]),
    ("my", &["လူ့အခွင့်အရေး", "တက္ကသိုလ်", "ပုဒ်မ ၁၉"]),
    (
        "hi",
        &["मानव अधिकार", "अनुच्छेद १९", "क़ानून क\u{93C}", "संसद में", "क्ष त्र"],
    ),
    ("bn", &["মানবাধিকার", "ধারা ১৯"]),
    ("ta", &["மனித உரிமைகள்"]),
    (
        "el",
        &["Ανθρώπινα δικαιώματα", "ΟΔΟΣ οδός", "Σίσυφος ΣΑΣ", "ΐ ΰ"],
    ),
    ("tr", &["İnsan hakları ISPARTA", "ığdır IĞDIR", "şçöü"]),
    ("vi", &["quyền con người", "Đảng đ má ma mả", "VIỆT NAM"]),
    (
        "de",
        &[
            "Menschenrechte",
            "Straße STRASSE",
            "Grundgesetz-Änderung",
            "Maß",
        ],
    ),
    ("pt", &["não cidadãos", "Constituição"]),
    ("pl", &["ŁÓDŹ prawa człowieka"]),
    ("sw", &["haki za binadamu", "watoto mtoto"]),
    ("yo", &["ẹ̀tọ́ ọmọ ènìyàn"]),
    ("am", &["ሰብአዊ መብት"]),
    ("ka", &["ადამიანის უფლებები", "ᲐᲓᲐᲛᲘ"]),
    ("hy", &["Մարդու իրավունքներ"]),
    ("x-none", &["anything at all", ""]),
];

/// A text without sense from a language's characters and the ones that break things, the same at every run.
fn noise(seed: &str, state: &mut u64) -> String {
    const ODD: &[char] = &[
        '\u{301}', '\u{300}', '\u{200B}', '\u{200D}', '\u{640}', '\u{AD}', '\u{17D2}', '\u{1039}',
        '\u{3099}', '\u{E31}', '\u{93C}', '\u{64B}', '\u{306}', '\u{338}', ' ', '-', '/', '’', '§',
        '!', '٣', '๓', '𠀀', 'Σ', 'İ', 'ﬃ', '①', 'Ⅷ', '㍿', '\u{FEFF}',
    ];
    let own: Vec<char> = seed.chars().collect();
    let mut step = |limit: usize| {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) as usize % limit.max(1)
    };
    (0..4 + step(18))
        .map(|_| match step(3) {
            0 => ODD[step(ODD.len())],
            _ => own.get(step(own.len())).copied().unwrap_or('a'),
        })
        .collect()
}

fn rows() -> Vec<serde_json::Value> {
    let mut state = 7;
    let mut rows = Vec::new();
    let mut add = |language: &str, text: &str| {
        let base = language.split('-').next().unwrap_or(language);
        let rules = Rules {
            strips_article: base == "ar",
            keeps_marks: base == "vi",
        };
        let tokens: Vec<String> = analyse(text, rules)
            .into_iter()
            .map(|token| {
                if token.is_gram {
                    format!("+{}", token.text)
                } else {
                    token.text
                }
            })
            .collect();
        rows.push(serde_json::json!([base, text, tokens.join(" ")]));
    };
    for (language, texts) in TEXTS {
        for text in *texts {
            add(language, text);
        }
        for _ in 0..6 {
            let text = noise(&texts.concat(), &mut state);
            add(language, &text);
        }
    }
    for zero in ZEROS {
        let digits: String = (0..10)
            .filter_map(|digit| char::from_u32(zero + digit))
            .collect();
        add("en", &format!("a {digits} {digits}b"));
    }
    rows
}

#[test]
fn the_analysis_is_that_of_the_examples() {
    let rows = rows();
    assert!(rows.len() >= 300, "{}", rows.len());
    let lines: Vec<String> = rows.iter().map(serde_json::Value::to_string).collect();
    let actual = format!("[\n{}\n]\n", lines.join(",\n"));
    let path = repository().join("tests/golden/search-vectors.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &actual).expect("written");
    }
    let expected = std::fs::read_to_string(&path).expect("tests/golden/search-vectors.json");
    for (one, other) in actual.lines().zip(expected.lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(actual.len(), expected.len());
}

/// The files of a language's search in a built site, by name.
fn search_files(site: &handbook::base::site::Site, language: &str) -> BTreeMap<String, String> {
    let folder = format!("{language}/search/");
    let files = site.files.iter().filter_map(|(path, bytes)| {
        let name = path.as_str().strip_prefix(&folder)?;
        Some((
            name.to_owned(),
            String::from_utf8(bytes.to_vec()).expect("UTF-8"),
        ))
    });
    files.collect()
}

/// What `core.js` holds.
fn core(files: &BTreeMap<String, String>) -> serde_json::Value {
    let call = files.get("core.js").expect("a core");
    let value = call
        .trim()
        .strip_prefix("hs.c(")
        .and_then(|rest| rest.strip_suffix(')'));
    serde_json::from_str(value.expect("one call")).expect("JSON")
}

#[test]
fn an_index_holds_its_own_language_and_nothing_that_is_kept_back() {
    let folder = golden_project();
    let kept_out = "---\ntitle: Kept out\nsearch: false\n---\nNobody finds zanzibarine.\n";
    folder.write("content/en/hidden.md", kept_out);
    let structure =
        std::fs::read_to_string(folder.path().join("content/handbook.yaml")).expect("a file");
    let structure = structure.replace("pages: [about", "pages: [hidden, about");
    folder.write("content/handbook.yaml", structure);
    let made = make(folder.path(), &Options::default(), &|_| {});
    let site = made.site.expect("a site");
    assert!(
        site.files
            .keys()
            .any(|path| path.as_str() == "en/hidden.html")
    );
    let everything = |language: &str| {
        search_files(&site, language)
            .into_values()
            .collect::<String>()
    };
    for language in ["en", "fr", "ar", "zh"] {
        let text = everything(language);
        assert!(
            !text.contains("zanzibarine") && !text.contains("Kept out"),
            "{language}"
        );
        assert!(
            !text.contains("withheld"),
            "{language}: a draft is not found"
        );
    }
    let addresses = |language: &str| -> Vec<String> {
        let core = core(&search_files(&site, language));
        let pages = core["p"].as_array().expect("pages").clone();
        pages
            .iter()
            .map(|page| page[0].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert!(addresses("en").contains(&"en/follow-up.html".to_owned()));
    let borrowed = addresses("fr");
    assert!(
        !borrowed.contains(&"fr/follow-up.html".to_owned()),
        "borrowed text is found in its own language only"
    );
    assert!(borrowed.contains(&"fr/limits.html".to_owned()));
    // What an instrument is called elsewhere is a file of its own; abbreviations are known at once in every language.
    let names = |stem: &str| -> String {
        let files = search_files(&site, "fr").into_iter();
        let of_stem = files.filter(|(name, _)| name.starts_with(stem));
        of_stem.map(|(_, text)| text).collect()
    };
    let (own, others) = (names("cite."), names("names."));
    for name in ["pacte international", "\"iccpr\"", "\"pidcp\""] {
        assert!(own.contains(name) && !others.contains(name), "{name}");
    }
    for name in [
        "international covenant",
        "العهد الدولي",
        "公民权利和政治权利国际公约",
    ] {
        assert!(others.contains(name) && !own.contains(name), "{name}");
    }
}

#[test]
fn a_language_without_stemmer_and_a_large_text_have_an_index() {
    let words: Vec<String> = (0..3_000)
        .map(|number| format!("neno{number} ma\u{301}neno{number}"))
        .collect();
    let lines = |text: &[String]| -> Vec<Line> {
        let line = |chunk: &[String]| Line {
            text: chunk.join(" "),
            ..Line::default()
        };
        text.chunks(40).map(line).collect()
    };
    let section = |number: usize, text: &[String]| Section {
        fragment: format!("s{number}"),
        heading: format!("Sehemu {number}"),
        cited_in_heading: Vec::new(),
        lines: lines(text),
    };
    let page = || Page {
        address: "sw/a.html".into(),
        title: "Haki".into(),
        number: String::new(),
        sections: words
            .chunks(30)
            .enumerate()
            .map(|(number, text)| section(number, text))
            .collect(),
    };
    let (forms, synonyms) = (
        vec![vec!["mtoto".to_owned(), "neno1".to_owned()]],
        indexmap_of("haki za watoto", "neno7 neno8"),
    );
    let texts = |keeps_marks: bool| Texts {
        tag: "sw",
        base: "sw",
        keeps_marks,
        pages: vec![page()],
        forms: &forms,
        synonyms: &synonyms,
        words: serde_json::json!({}),
        names: serde_json::json!({}),
        other_names: serde_json::json!({}),
    };
    let plain = index(&texts(false));
    assert_eq!(
        plain.files,
        index(&texts(false)).files,
        "the same texts give the same bytes"
    );
    assert!(plain.idle_synonyms.is_empty());
    let shards = plain
        .files
        .iter()
        .filter(|(name, _)| name.starts_with('s'))
        .count();
    assert!(shards > 3, "{shards}");
    for (name, bytes) in &plain.files {
        assert!(bytes.len() < 40_000, "{name} {}", bytes.len());
    }
    // With marks kept, `maneno1` finds what is written with them, and `máneno1` only that.
    let marked = index(&texts(true));
    let list = marked
        .files
        .iter()
        .map(|(_, bytes)| String::from_utf8_lossy(bytes))
        .collect::<String>();
    assert!(list.contains("m\u{e1}neno"));
}

fn indexmap_of(left: &str, right: &str) -> indexmap::IndexMap<String, Vec<String>> {
    [(left.to_owned(), vec![right.to_owned()])]
        .into_iter()
        .collect()
}
