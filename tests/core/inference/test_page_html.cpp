// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/pages/page_html.h"

#include <QXmlStreamReader>
#include <QtTest>

using namespace legenda;
using inference::htmlOf;

namespace {

// The problem that an XML parser finds in a page; empty: none.
QString problemOf(const std::string& html) {
    QXmlStreamReader reader(QByteArray::fromStdString(html));
    while (!reader.atEnd()) reader.readNext();
    return reader.hasError() ? reader.errorString() : QString();
}

// What a reader of the page reads, its elements left out.
QString textOf(const std::string& html) {
    QXmlStreamReader reader(QByteArray::fromStdString(html));
    QString text;
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::Characters) text += reader.text();
    return text.simplified();
}

inference::ImagePage page() {
    inference::ImagePage made;
    made.key = "k1";
    made.title = "a & <b>\"'.jpg";
    made.signature = "s1";
    made.index = "index.html";
    made.next = {"k2", "two.jpg"};
    made.width = 200, made.height = 100;
    made.caption = "a dog & a cat";
    made.captionNote = "log-probability -3.10";
    made.regions = {{"a <dog>", {10, 20, 20, 40}, "-0.5 a word"}, {"a dog on grass", {0, 0, 200, 100}, {}}};
    model::Alignment sentence;
    sentence.sentence = "A dog runs & jumps";
    sentence.tokens = {"a", "dog", "<runs>", "jumps"};
    sentence.regions = {{{0, 0, 200, 100}}, {{50, 25, 100, 50}}};
    sentence.segments = {{1, 0, 2, "a dog", 3.25}, {0, 3, 4, "jumps", 1}};
    made.sentences = {sentence};
    return made;
}

}  // namespace

class TestPageHtml : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void anyTextIsWellFormed() {
        QCOMPARE(inference::escaped("<a href=\"x\">'&amp;"), std::string("&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;"));
        QCOMPARE(inference::escaped("a\x01\tb\xFF"
                                    "c\xEF\xBF\xBF"),
                 std::string("a  b\xEF\xBF\xBD"
                             "c"));
        auto odd = page();
        for (int c = 0; c < 256; ++c) {
            odd.title += static_cast<char>(c);
            odd.caption += static_cast<char>(c);
            odd.regions[0].text += static_cast<char>(c);
            odd.sentences[0].tokens[2] += static_cast<char>(c);
            odd.sentences[0].sentence += static_cast<char>(c);
        }
        QCOMPARE(problemOf(htmlOf(odd)), QString());
    }

    void aPageShowsItsTextsAndBoxes() {
        const auto html = htmlOf(page());
        QCOMPARE(problemOf(html), QString());
        const auto text = textOf(html);
        QVERIFY2(text.contains(QStringLiteral("a & <b>\"'.jpg")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("a dog & a cat log-probability -3.10")));
        QVERIFY(text.contains(QStringLiteral("a dog <runs> jumps")));  // tokens between segments stay
        QVERIFY(text.contains(QStringLiteral("a <dog>")));
        const auto has = [&](const char* part) { return html.find(part) != std::string::npos; };
        QVERIFY(has("style=\"left:25.000%;top:25.000%;width:50.000%;height:50.000%\""));
        QVERIFY(has("aria-label=\"a dog: left 50, top 25, 100 wide, 50 high\""));
        QVERIFY(has("<span class=\"text c1 n1\" tabindex=\"0\">jumps</span>"));
        QVERIFY(has("<span class=\"box c1 n1\""));
        QVERIFY(has("alt=\"A dog runs &amp; jumps\""));
        QVERIFY(has("href=\"k2.html\""));
        QVERIFY(!has("Previous"));
        QVERIFY(has(inference::signatureMark("s1").c_str()));
        QVERIFY(!has("<script") && !has("http://127") && !has("https://"));
        // The large box lies below the small one, whatever their order.
        const auto large = html.find("aria-label=\"a dog on grass"), small = html.find("aria-label=\"a &lt;dog&gt;");
        QVERIFY(large != std::string::npos && large < small);
    }

    void aBoxOutsideThePictureStaysInIt() {
        auto odd = page();
        odd.regions = {{"far", {-50, 90, 1000, 1000}, {}}};
        QVERIFY(htmlOf(odd).find("left:0.000%;top:90.000%;width:100.000%;height:10.000%") != std::string::npos);
    }

    void aPageWithoutTextsHasItsPicture() {
        auto bare = page();
        bare.regions.clear();
        bare.sentences.clear();
        const auto html = htmlOf(bare);
        QCOMPARE(problemOf(html), QString());
        QVERIFY(html.find("src=\"../picture/k1.jpg\"") != std::string::npos);
    }

    void anIndexLinksItsPages() {
        inference::IndexPage index{"demo · dev", "2 images", 1, 3, {{"k1", "a&b.jpg", "a <dog>", 120, 90}}};
        const auto html = htmlOf(index);
        QCOMPARE(problemOf(html), QString());
        for (const char* part : {"href=\"image/k1.html\"", "src=\"thumbnail/k1.jpg\"", "alt=\"a &lt;dog&gt;\"",
                                 "href=\"index.html\"", "href=\"index-3.html\"", "aria-current=\"page\">2<"})
            QVERIFY2(html.find(part) != std::string::npos, part);
        QVERIFY(html.find("href=\"index-2.html\"") == std::string::npos);
    }

    void theStyleLightsABoxWithItsText() {
        const auto css = inference::styleSheet();
        QVERIFY(css.find(".n0:hover ~ .stage .box.n0") != std::string::npos);
        QVERIFY(css.find(".n59:focus ~ .stage .box.n59") != std::string::npos);
        QCOMPARE(std::ranges::count(css, '{'), std::ranges::count(css, '}'));
        QVERIFY(css.find("url(") == std::string::npos && css.find("@import") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestPageHtml)
#include "test_page_html.moc"
