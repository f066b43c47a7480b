// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/pages/page_html.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace legenda::inference {

namespace {

constexpr std::size_t kColours = 8;
constexpr std::size_t kLit = 60;  // boxes of one picture that light up with their text

constexpr const char* kStyle = R"(/* Pages exported by Legenda */
:root { color-scheme: light dark; --ground: #fff; --ink: #1c1c1e; --quiet: #5c5c63; --line: #d5d5da; }
@media (prefers-color-scheme: dark) { :root { --ground: #1c1c1e; --ink: #ececf0; --quiet: #a3a3ab; --line: #3c3c41; } }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
a { color: inherit; } nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem 0; }
.note, footer { color: var(--quiet); font-size: .875rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1rem; padding: 0; list-style: none; }
.cards a { display: block; text-decoration: none; } .cards img { display: block; width: 100%; height: 9rem; object-fit: cover; border-radius: 4px; }
.cards span { display: block; font-size: .875rem; overflow-wrap: anywhere; }
.views { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 1.5rem; }
.view { line-height: 2; }
.text { padding: .1rem .35rem; border-bottom: 3px solid var(--c); border-radius: 3px; cursor: default; }
.text:hover, .text:focus { background: var(--c); color: #000; outline: 2px solid var(--ink); }
.lines .text { display: block; width: fit-content; margin: .15rem 0; }
.lines .stage { max-width: 40rem; }
.stage { position: relative; margin-top: .75rem; } .stage img { display: block; width: 100%; height: auto; border-radius: 4px; }
.box { position: absolute; box-sizing: border-box; border: 2px solid var(--c); box-shadow: 0 0 0 1px rgba(0, 0, 0, .6); opacity: .75; }
.box:hover, .box:focus { z-index: 2; border-width: 4px; opacity: 1; }
.label { display: none; position: absolute; left: 0; top: 100%; z-index: 3; padding: 0 .35rem; background: var(--c); color: #000; font-size: .875rem; line-height: 1.5; width: max-content; max-width: min(11rem, 45vw); }
.right > .label { left: auto; right: 0; }
.box:hover .label, .box:focus .label { display: block; }
.text:hover ~ .stage .box, .text:focus ~ .stage .box { opacity: .15; }
.stage:has(.box:hover) .box:not(:hover) { opacity: .15; }
)";

constexpr const char* kPalette[kColours] = {"#e69f00", "#56b4e9", "#009e73", "#f0e442",
                                            "#3f9bd8", "#f0712c", "#cc79a7", "#b5b5b5"};

std::string percent(double share) {
    return fmt::format("{:.3f}%", 100 * std::clamp(std::isfinite(share) ? share : 0.0, 0.0, 1.0));
}

// The classes of the n-th text or box of a picture. "box right": its label reaches to the left.
std::string classes(const char* kind, std::size_t n) {
    const auto lit = n < kLit ? fmt::format(" n{}", n) : std::string();
    return fmt::format("{} c{}{}", kind, n % kColours, lit);
}

std::string head(const std::string& title, const std::string& up, const std::string& signature) {
    return fmt::format(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\"/>\n"
        "{}<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>{}</title>\n"
        "<link rel=\"stylesheet\" href=\"{}{}\"/>\n</head>\n<body>\n",
        signature.empty() ? "" : signatureMark(signature) + "\n", escaped(title), up, kStyleFile);
}

std::string text(std::size_t n, const PageText& of) {
    return fmt::format("<span class=\"{}\" tabindex=\"0\">{}</span>", classes("text", n), escaped(of.text));
}

std::string boxText(const base::Box& box) {
    return fmt::format("left {:.0f}, top {:.0f}, {:.0f} wide, {:.0f} high", box.x, box.y, box.w, box.h);
}

// The picture with the boxes, large ones below small ones.
std::string stage(const ImagePage& page, const std::vector<PageText>& texts, const std::string& described) {
    const double width = std::max(1, page.width), height = std::max(1, page.height);
    std::string html = fmt::format(
        "<div class=\"stage\"><img src=\"../{}\" alt=\"{}\" loading=\"lazy\" width=\"{}\" "
        "height=\"{}\"/>\n",
        pictureFile(page.key), escaped(described), std::max(1, page.width), std::max(1, page.height));
    std::vector<std::size_t> order(texts.size());
    for (std::size_t n = 0; n < order.size(); ++n) order[n] = n;
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t n) { return texts[n].box.area(); });
    for (const auto n : order) {
        const auto box = intersection(texts[n].box, {0, 0, width, height});
        html += fmt::format(
            "<span class=\"{}\" tabindex=\"0\" role=\"img\" aria-label=\"{}: {}\" "
            "style=\"left:{};top:{};width:{};height:{}\"><span class=\"label\">{}</span></span>\n",
            classes(box.x > width / 2 ? "box right" : "box", n), escaped(texts[n].text), boxText(texts[n].box),
            percent(box.x / width), percent(box.y / height), percent(box.w / width), percent(box.h / height),
            escaped(texts[n].note.empty() ? texts[n].text : texts[n].text + " (" + texts[n].note + ")"));
    }
    return html + "</div>\n";
}

// A sentence whose segments light up their boxes. Texts and stage are siblings: the style sheet goes from one to the
// other.
std::string sentenceView(const ImagePage& page, const model::Alignment& sentence) {
    std::vector<PageText> texts;
    std::string line;
    std::size_t token = 0;
    const auto plain = [&](std::size_t end) {
        for (; token < end && token < sentence.tokens.size(); ++token) line += escaped(sentence.tokens[token]) + " ";
    };
    for (const auto& segment : sentence.segments) {
        plain(static_cast<std::size_t>(segment.start));
        texts.push_back({segment.text, sentence.regions[static_cast<std::size_t>(segment.region)].box,
                         fmt::format("score {:.2f}", segment.score)});
        line += text(texts.size() - 1, texts.back()) + " ";
        token = static_cast<std::size_t>(segment.end);
    }
    plain(sentence.tokens.size());
    return fmt::format("<div class=\"view\">{}\n{}</div>\n", line, stage(page, texts, sentence.sentence));
}

std::string regionsView(const ImagePage& page) {
    std::string lines;
    for (std::size_t n = 0; n < page.regions.size(); ++n) lines += text(n, page.regions[n]) + "\n";
    return fmt::format("<div class=\"view lines\">\n{}{}</div>\n", lines, stage(page, page.regions, page.caption));
}

std::string link(const PageLink& to, const char* relation, const char* before) {
    if (to.key.empty()) return {};
    return fmt::format("<a rel=\"{}\" href=\"{}.html\">{}{}</a>\n", relation, to.key, before, escaped(to.title));
}

}  // namespace

std::string imagePageFile(const std::string& key) {
    return "image/" + key + ".html";
}
std::string pictureFile(const std::string& key) {
    return "picture/" + key + ".jpg";
}
std::string thumbnailFile(const std::string& key) {
    return "thumbnail/" + key + ".jpg";
}
std::string indexFile(std::size_t page) {
    return page == 0 ? "index.html" : fmt::format("index-{}.html", page + 1);
}

std::string signatureMark(const std::string& signature) {
    return "<meta name=\"legenda\" content=\"" + signature + "\"/>";
}

std::string escaped(const std::string& text) {
    using Handler = nlohmann::json::error_handler_t;
    const auto valid =
        nlohmann::json::parse(nlohmann::json(text).dump(-1, ' ', false, Handler::replace)).get<std::string>();
    std::string out;
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const char c = valid[i];
        // U+FFFE and U+FFFF are no characters of XML either.
        if (valid.compare(i, 3, "\xEF\xBF\xBE") == 0 || valid.compare(i, 3, "\xEF\xBF\xBF") == 0) {
            i += 2;
            continue;
        }
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return out;
}

std::string htmlOf(const ImagePage& page) {
    std::string html = head(page.title, "../", page.signature);
    html += fmt::format(
        "<nav aria-label=\"pages\">\n<a href=\"../{}\">All images</a>\n{}{}</nav>\n<main>\n<h1>{}</h1>\n", page.index,
        link(page.previous, "prev", "Previous: "), link(page.next, "next", "Next: "), escaped(page.title));
    if (!page.caption.empty())
        html +=
            fmt::format("<p>{} <span class=\"note\">{}</span></p>\n", escaped(page.caption), escaped(page.captionNote));
    if (!page.sentences.empty()) {
        html += "<h2>Sentences and regions</h2>\n<div class=\"views\">\n";
        for (const auto& sentence : page.sentences) html += sentenceView(page, sentence);
        html += "</div>\n";
    }
    if (!page.regions.empty()) html += "<h2>Descriptions of regions</h2>\n" + regionsView(page);
    if (page.sentences.empty() && page.regions.empty()) html += stage(page, {}, page.caption);
    return html + "</main>\n</body>\n</html>\n";
}

std::string htmlOf(const IndexPage& page) {
    std::string html = head(page.title, "", {});
    html += fmt::format("<main>\n<h1>{}</h1>\n<ul class=\"cards\">\n", escaped(page.title));
    for (const auto& entry : page.entries)
        html += fmt::format(
            "<li><a href=\"{}\"><img src=\"{}\" alt=\"{}\" loading=\"lazy\" width=\"{}\" height=\"{}\"/>"
            "<span>{}</span></a></li>\n",
            imagePageFile(entry.key), thumbnailFile(entry.key), escaped(entry.caption), entry.width, entry.height,
            escaped(entry.title));
    html += "</ul>\n</main>\n";
    if (page.pages > 1) {
        html += "<nav aria-label=\"pages of images\">\n";
        for (std::size_t n = 0; n < page.pages; ++n)
            html += n == page.page ? fmt::format("<span aria-current=\"page\">{}</span>\n", n + 1)
                                   : fmt::format("<a href=\"{}\">{}</a>\n", indexFile(n), n + 1);
        html += "</nav>\n";
    }
    return html + fmt::format("<footer>{}</footer>\n</body>\n</html>\n", escaped(page.about));
}

std::string styleSheet() {
    std::string css = kStyle;
    for (std::size_t n = 0; n < kColours; ++n) css += fmt::format(".c{} {{ --c: {}; }}\n", n, kPalette[n]);
    // From the text to its box, and from the box to its text.
    for (std::size_t n = 0; n < kLit; ++n)
        css += fmt::format(
            ".n{0}:hover ~ .stage .box.n{0}, .n{0}:focus ~ .stage .box.n{0} {{ z-index: 2; border-width: 4px; opacity: "
            "1; }}\n"
            ".view:has(.box.n{0}:hover) .text.n{0}, .view:has(.box.n{0}:focus) .text.n{0} {{ background: var(--c); "
            "color: #000; outline: 2px solid var(--ink); }}\n",
            n);
    return css;
}

}  // namespace legenda::inference
