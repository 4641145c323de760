//! Pictures of one screen as everybody may see it: in both languages, light and dark, as high as it
//! needs to be, and small enough for the repository.

use std::collections::BTreeMap;

use koshin_tests::{Page, Window, shots};
use serde_json::{Value, json};

/// The window as it opens.
const WIDTH: u32 = 1024;
const HEIGHT: u32 = 760;

/// The order spares a change of height: the walk goes on in Japanese and light.
const LOOKS: [(&str, &str); 4] = [("en", "light"), ("en", "dark"), ("ja", "dark"), ("ja", "light")];

/// As many colors as a picture has at most.
const COLORS: usize = 80;

/// From so many pixels on, a color is that of something, not of an edge.
const FLAT: usize = 400;

/// Takes the same screen in every look, under the name of the screen.
pub(crate) async fn take(window: &Window, screen: &str) {
    let page = window.page();
    page.rest().await;
    let mut fitted = "";
    for (language, theme) in LOOKS {
        look(&page, language, theme).await;
        if fitted != language {
            fit(window, &page).await;
            fitted = language;
        }
        page.execute(SETTLED, vec![]).await;
        let png = page.picture().await;
        shots::save(&format!("{screen}.{language}.{theme}"), &fewer_colors(&png));
    }
}

/// Waits until the fonts are there and what was drawn last is on the screen.
const SETTLED: &str = "return document.fonts.ready.then(() => new Promise((done) => \
     requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))";

/// Changes language and theme as the settings do, and waits for it.
pub(crate) async fn look(page: &Page, language: &str, theme: &str) {
    let change =
        "return window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then(() => true)";
    let command = |name: &str, values: Value| vec![json!(name), values];
    page.execute(change, command("set_language", json!({ "language": language }))).await;
    page.execute(change, command("set_theme", json!({ "theme": theme }))).await;
    let is =
        "const { lang, dataset } = document.documentElement; return `${lang} ${dataset.theme}`";
    page.comes(is, &json!(format!("{language} {theme}"))).await;
}

/// Makes the window as high as the page, so that nothing is out of sight.
async fn fit(window: &Window, page: &Page) {
    set_height(window, page, HEIGHT).await;
    let needed = "return Math.ceil(document.scrollingElement.scrollHeight)";
    let needed = page.execute(needed, vec![]).await.as_u64().expect("a page has a height");
    let needed = u32::try_from(needed).expect("a page has an end");
    if needed > HEIGHT {
        set_height(window, page, needed).await;
    }
}

async fn set_height(window: &Window, page: &Page, height: u32) {
    window.resize(WIDTH, height).await;
    page.comes("return [innerWidth, innerHeight]", &json!([WIDTH, height])).await;
}

/// Returns the same picture with few colors, each pixel in the nearest one. A page has a dozen
/// colors, and the edges of letters between them: of colors alike only the one is kept that there is
/// most of.
fn fewer_colors(png: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a picture");
    let mut raw = vec![0; reader.output_buffer_size().expect("a picture of a window")];
    let info = reader.next_frame(&mut raw).expect("a whole picture");
    let samples = info.color_type.samples();
    assert!(samples >= 3, "the window is in color: {:?}", info.color_type);
    let pixels = raw[..info.buffer_size()].chunks_exact(samples).map(|it| [it[0], it[1], it[2]]);
    let pixels: Vec<[u8; 3]> = pixels.collect();
    // Most pixels are like the one before.
    let runs = || pixels.chunk_by(|one, next| one == next).map(|it| (it[0], it.len()));

    let mut uses: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    for (color, length) in runs() {
        *uses.entry(color).or_default() += length;
    }
    let mut by_use: Vec<[u8; 3]> = uses.keys().copied().collect();
    by_use.sort_by_key(|it| std::cmp::Reverse(uses[it]));
    let flat = by_use.iter().take(COLORS / 2).filter(|it| uses[*it] >= FLAT).count();
    let palette = (1..=256)
        .map(|apart| apart_by(apart * apart, flat, &by_use))
        .find(|it| it.len() <= COLORS)
        .expect("far enough apart there are no more than the first");
    let places: BTreeMap<[u8; 3], u8> =
        uses.keys().map(|it| (*it, nearest(&palette, *it))).collect();
    let indexed: Vec<u8> =
        runs().flat_map(|(color, length)| std::iter::repeat_n(places[&color], length)).collect();

    write(info.width, info.height, palette.concat(), &indexed)
}

/// Returns the colors, most used first, without those after the first few that are nearer to one
/// before.
fn apart_by(least: u32, first: usize, by_use: &[[u8; 3]]) -> Vec<[u8; 3]> {
    let (first, others) = by_use.split_at(first);
    let mut kept = first.to_vec();
    for color in others {
        if kept.len() > COLORS {
            break;
        }
        if kept.iter().all(|it| distance(*it, *color) >= least) {
            kept.push(*color);
        }
    }

    kept
}

fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    one.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

fn nearest(palette: &[[u8; 3]], color: [u8; 3]) -> u8 {
    let place = (0..palette.len()).min_by_key(|it| distance(palette[*it], color));

    u8::try_from(place.expect("a picture has colors")).expect("few colors")
}

fn write(width: u32, height: u32, palette: Vec<u8>, indexed: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().expect("a picture is written");
    writer.write_image_data(indexed).expect("a picture is written");
    writer.finish().expect("a picture is written");

    file
}
