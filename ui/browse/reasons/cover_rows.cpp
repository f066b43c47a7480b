// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/reasons/cover_rows.h"

#include "ui/browse/panel/caption_section.h"
#include "ui/controls/help/figure_help.h"

#include <QCoreApplication>

#include <algorithm>

namespace legenda::ui {

namespace {

struct CoverText {
    Q_DECLARE_TR_FUNCTIONS(CoverRows)
};

QString coverFigure(double value) {
    return QString::number(value, 'f', 2);
}

QString coverChange(double before, double after) {
    return QStringLiteral("%1 → %2").arg(coverFigure(before), coverFigure(after));
}

TextRows::Row withoutCover(const inference::CoverAnswer& answer, int& goneCount) {
    TextRows::Row row;
    for (std::size_t i = 0; i < answer.shown.words.size(); ++i) {
        const std::string& text = answer.shown.words[i].text;
        if (text.empty()) continue;
        TextRows::Word word{QString::fromStdString(text), 1, {}};
        const bool scored =
            i < answer.before.words.size() && i < answer.after.words.size() && answer.before.words[i].text == text;
        if (scored) {
            const double before = answer.before.words[i].logProb, after = answer.after.words[i].logProb;
            word.tip =
                withFigureHelp(CoverText::tr("“%1”: log-probability %2 (%3%4)")
                                   .arg(word.text, coverChange(before, after),
                                        after < before ? QString() : QStringLiteral("+"), coverFigure(after - before)),
                               "word.probability");
        }
        if (i < answer.gone.size() && answer.gone[i]) {
            ++goneCount;
            word.mark = TextRows::Mark::Gone;
            word.tip = CoverText::tr("Gone with the cover") + QLatin1Char('\n') + word.tip;
        }
        row.words.push_back(std::move(word));
    }
    if (row.words.empty()) row.words.push_back({CoverText::tr("(no words)"), 0, {}});
    row.trailing = coverFigure(answer.before.logProb);
    row.trailingTip = withFigureHelp(
        CoverText::tr("log p %1 with the cover").arg(coverChange(answer.before.logProb, answer.after.logProb)),
        "caption.logProb");
    return row;
}

TextRows::Row withCover(const inference::CoverAnswer& answer) {
    TextRows::Row row = captionRow(answer.covered, CaptionOrder::PerWord);
    const auto isNew = inference::wordsGone(answer.covered, answer.shown);
    std::size_t word = 0;  // of the row, which leaves out empty ones
    for (std::size_t i = 0; i < answer.covered.words.size() && word < row.words.size(); ++i) {
        if (answer.covered.words[i].text.empty()) continue;
        if (isNew[i]) {
            row.words[word].mark = TextRows::Mark::New;
            row.words[word].tip = CoverText::tr("New with the cover") + QLatin1Char('\n') + row.words[word].tip;
        }
        ++word;
    }
    row.trailing = coverFigure(answer.covered.logProb);
    row.trailingTip =
        withFigureHelp(CoverText::tr("log p %1, of the covered picture").arg(row.trailing), "caption.logProb");
    return row;
}

QString coverRegion(int region, const std::vector<int>& numbers) {
    if (region < 0) return CoverText::tr("no region");
    const auto i = static_cast<std::size_t>(region);
    return CoverText::tr("region %1").arg(i < numbers.size() ? numbers[i] + 1 : region + 1);
}

QString coverScore(const model::Alignment& alignment, std::size_t word) {
    return word < alignment.wordScores.size() ? coverFigure(alignment.wordScores[word]) : QStringLiteral("–");
}

TextRows::Row alignedRow(const inference::CoverAnswer& answer, const std::vector<int>& numbers, int& moved) {
    TextRows::Row row;
    if (!answer.alignment || !answer.coveredAlignment) return row;
    const model::Alignment &before = *answer.alignment, &after = *answer.coveredAlignment;
    for (std::size_t t = 0; t < before.tokens.size() && t < std::min(before.assignment.size(), after.assignment.size());
         ++t) {
        TextRows::Word word{QString::fromStdString(before.tokens[t]), 1, {}};
        const int from = before.assignment[t], to = after.assignment[t];
        word.tip = CoverText::tr("“%1”: %2, score %3; with the cover %4, score %5")
                       .arg(word.text, coverRegion(from, numbers), coverScore(before, t), coverRegion(to, numbers),
                            coverScore(after, t));
        if (from != to) {
            ++moved;
            word.mark = TextRows::Mark::New;
        }
        row.words.push_back(std::move(word));
    }
    row.trailing = coverFigure(before.score);
    row.trailingTip = withFigureHelp(
        CoverText::tr("Score of the sentence: %1").arg(coverChange(before.score, after.score)), "sentence.score");
    return row;
}

}  // namespace

CoverRows CoverRows::of(const inference::CoverAnswer& answer, const std::vector<int>& numbers) {
    CoverRows rows;
    rows.caption = withoutCover(answer, rows.gone);
    rows.covered = withCover(answer);
    rows.sentence = alignedRow(answer, numbers, rows.moved);
    return rows;
}

}  // namespace legenda::ui
