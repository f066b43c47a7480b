// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/review/agreement_table.h"

#include "ui/controls/help/figure_help.h"
#include "ui/controls/tables/padded_cells.h"
#include "ui/theme/theme.h"

#include <QHeaderView>

#include <algorithm>
#include <optional>

namespace legenda::ui {

namespace {

constexpr int kAgreementRow = 28, kMostRows = 8;

QString fraction(std::optional<double> value) {
    return value ? QString::number(*value, 'f', 2) : QStringLiteral("–");
}

}  // namespace

AgreementTable::AgreementTable(QWidget* parent) : QTableWidget(0, 6, parent) {
    setObjectName(QStringLiteral("agreement"));
    setAccessibleName(tr("Agreement of the annotators"));
    const std::pair<QString, QString> columns[] = {
        {tr("Annotators"), tr("Each pair that has worked on the same images")},
        {tr("F1"), figureHelp("agreement.f1")},
        {tr("IoU"), figureHelp("agreement.iou")},
        {tr("B-1"), figureHelp("agreement.bleu1")},
        {tr("MET."), figureHelp("agreement.meteor")},
        {tr("κ"), figureHelp("agreement.kappa")}};
    int column = 0;
    for (const auto& [title, meaning] : columns) {
        auto* item = new QTableWidgetItem(title);
        item->setToolTip(meaning);
        item->setTextAlignment(column == 0 ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
        setHorizontalHeaderItem(column++, item);
    }
    setItemDelegate(new PaddedCells(this));
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(kAgreementRow);
    horizontalHeader()->setMinimumSectionSize(30);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    horizontalHeader()->setHighlightSections(false);
    setFont(theme::font(theme::Type::Small));
    horizontalHeader()->setFont(theme::font(theme::Type::Small));
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize AgreementTable::sizeHint() const {
    const int rows = std::clamp(rowCount(), 1, kMostRows);
    return {280, horizontalHeader()->sizeHint().height() + rows * kAgreementRow + 2};
}

void AgreementTable::showReport(const evaluation::AgreementReport& report) {
    setRowCount(static_cast<int>(report.pairs.size()) + (report.pairs.size() > 1 ? 1 : 0));
    int row = 0;
    for (const auto& pair : report.pairs)
        setLine(row++, tr("%1, %2").arg(QString::fromStdString(pair.a), QString::fromStdString(pair.b)), pair);
    if (row < rowCount()) setLine(row, tr("All pairs"), report.overall);
    updateGeometry();
}

void AgreementTable::setLine(int row, const QString& title, const evaluation::PairAgreement& figures) {
    const bool boxes = figures.boxesA + figures.boxesB > 0;
    const auto known = [](bool there, double value) { return there ? std::optional(value) : std::nullopt; };
    const QString counts = tr("%1 images that both have worked on").arg(figures.images);
    const QString texts = tr("%1 comparisons of a text with the other annotator's").arg(figures.texts);
    const std::pair<QString, QString> cells[] = {
        {title, counts},
        {fraction(known(boxes, figures.f1)),
         tr("%1 of %2 and %3 boxes match at IoU ≥ 0.5").arg(figures.matched).arg(figures.boxesA).arg(figures.boxesB)},
        {fraction(known(figures.matched > 0, figures.meanIou)), tr("of %1 matched boxes").arg(figures.matched)},
        {fraction(known(figures.texts > 0, figures.bleu1)), texts},
        {fraction(figures.texts > 0 ? figures.meteor : std::nullopt), texts},
        {fraction(figures.kappa), tr("%1 phrases of the same words, of which %2 % agree")
                                      .arg(figures.mentions)
                                      .arg(qRound(100 * figures.samePresence))}};
    int column = 0;
    for (const auto& [text, meaning] : cells) {
        auto* item = new QTableWidgetItem(text);
        const QString what = horizontalHeaderItem(column)->toolTip();
        item->setToolTip(column == 0 ? title + QLatin1Char('\n') + meaning : what + QLatin1Char('\n') + meaning);
        if (column > 0) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        setItem(row, column++, item);
    }
}

}  // namespace legenda::ui
