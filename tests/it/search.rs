//! The search's analysis gives what was once read and found right; the client's tests read the same file of examples.
//!
//! `UPDATE_GOLDEN=1 cargo test search` writes `tests/golden/search-vectors.json` anew.

use handbook::search::analysis::Rules;
use handbook::search::analysis::ZEROS;
use handbook::search::analysis::analyse;

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
