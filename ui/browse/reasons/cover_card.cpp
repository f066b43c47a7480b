// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/reasons/cover_card.h"

#include "ui/browse/panel/text_rows.h"
#include "ui/browse/reasons/cover_rows.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/segmented.h"
#include "ui/controls/shortcuts/shortcuts.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kCoverCardWidth = 320;

QLabel* coverCardLabel() {
    auto* label = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setContentsMargins(TextRows::kInset, 0, TextRows::kInset, 0);
    return label;
}

TextRows* coverCardRows(const QString& name) {
    auto* rows = new TextRows;
    rows->setAccessibleName(name);
    rows->setFixedWidth(kCoverCardWidth - 2 * theme::kSpace2);
    return rows;
}

}  // namespace

CoverCard::CoverCard(ImageCanvas* canvas)
    : QFrame(canvas),
      canvas_(canvas),
      which_(new Segmented({tr("Quick"), tr("Exact")})),
      how_(coverCardLabel()),
      captionTitle_(coverCardLabel()),
      caption_(coverCardRows(tr("Caption without the cover"))),
      coveredTitle_(coverCardLabel()),
      covered_(coverCardRows(tr("Caption with the cover"))),
      sentenceTitle_(coverCardLabel()),
      sentence_(coverCardRows(tr("Aligned sentence with the cover"))) {
    setObjectName(QStringLiteral("coverCard"));
    setFixedWidth(kCoverCardWidth);
    setCursor(Qt::ArrowCursor);
    which_->setToolTips({tr("Quick: cells of the kept map are masked"), tr("Exact: pixels covered")});
    how_->setObjectName(QStringLiteral("coverHow"));
    auto* close = new QToolButton;
    close->setIcon(theme::icon(QStringLiteral("close")));
    close->setAccessibleName(tr("Uncover the picture"));
    close->setToolTip(tr("Uncover the picture") + keyHint("browse.cover"));
    connect(close, &QToolButton::clicked, this, &CoverCard::closed);
    connect(which_, &Segmented::changed, this, [this](int which) { Q_EMIT chosen(which == 1); });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kSpace2, theme::kSpace2, theme::kSpace2, theme::kSpace2);
    layout->setSpacing(theme::kSpace1);
    auto* head = new QHBoxLayout;
    head->addWidget(which_);
    head->addStretch();
    head->addWidget(close);
    layout->addLayout(head);
    for (QWidget* part : std::initializer_list<QWidget*>{how_, captionTitle_, caption_, coveredTitle_, covered_,
                                                         sentenceTitle_, sentence_})
        layout->addWidget(part);
    setTexts(false);
}

void CoverCard::setWhich(bool exact) {
    const QSignalBlocker quiet(which_);
    which_->setCurrent(exact ? 1 : 0);
    how_->setText(exact ? tr("Exact: pixels covered") : tr("Quick: cells of the kept map are masked"));
}

void CoverCard::setTexts(bool shown) {
    for (QWidget* part :
         std::initializer_list<QWidget*>{captionTitle_, caption_, coveredTitle_, covered_, sentenceTitle_, sentence_})
        part->setVisible(shown);
}

void CoverCard::setWaiting(bool exact) {
    setWhich(exact);
    how_->setText(exact ? tr("Exact: the covered pixels are being looked at …")
                        : tr("Quick: the model is being asked …"));
    setTexts(false);
}

void CoverCard::setProblem(bool exact, const QString& message) {
    setWhich(exact);
    how_->setText(message);
    setTexts(false);
}

void CoverCard::setRows(bool exact, const CoverRows& rows, bool ofBox) {
    setWhich(exact);
    setTexts(true);
    captionTitle_->setText(
        (ofBox ? tr("Caption of the chosen box, words gone: %1") : tr("Caption of the photograph, words gone: %1"))
            .arg(rows.gone));
    caption_->setRows({rows.caption});
    coveredTitle_->setText(tr("With the cover"));
    covered_->setRows({rows.covered});
    const bool aligned = !rows.sentence.words.empty();
    sentenceTitle_->setVisible(aligned);
    sentence_->setVisible(aligned);
    if (!aligned) return;
    sentenceTitle_->setText(
        tr("Alignment, words that mean another region: %1 of %2").arg(rows.moved).arg(rows.sentence.words.size()));
    sentence_->setRows({rows.sentence});
}

void CoverCard::placeBeside(const QRectF& cover) {
    layout()->invalidate();
    adjustSize();
    const int gap = theme::kSpace2;
    const QPointF centre = cover.center();
    const int left = centre.x() > canvas_->width() / 2.0 ? gap : canvas_->width() - width() - gap;
    const int top = centre.y() > canvas_->height() / 2.0 ? gap : canvas_->height() - height() - gap;
    move(std::max(gap, left), std::max(gap, top));
}

void CoverCard::mousePressEvent(QMouseEvent* event) {
    event->accept();
}

void CoverCard::paintEvent(QPaintEvent*) {
    theme::paintFloating(this, theme::colours().borderStrong);
}

}  // namespace legenda::ui
