// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/review/review_panel.h"

#include "ui/annotate/people/people_state.h"
#include "ui/annotate/people/sign_in_button.h"
#include "ui/annotate/review/agreement_table.h"
#include "ui/canvas/image_canvas_overlays.h"
#include "ui/controls/elided_combo.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/tables/padded_cells.h"
#include "ui/controls/tone_label.h"
#include "ui/images/image_list_model.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>
#include <utility>

namespace legenda::ui {

using evaluation::Disagreement;

namespace {

constexpr int kAskAgain = 300;        // ms after an edit
constexpr int kDisagreementRow = 44;  // at the usual size of text

QString nameOf(const std::string& annotator) {
    return QString::fromStdString(annotator);
}

}  // namespace

ReviewPanel::ReviewPanel(Bridge* bridge, PeopleState* people, const ImageListModel* images, QWidget* parent)
    : QFrame(parent),
      bridge_(bridge),
      people_(people),
      images_(images),
      table_(new AgreementTable(this)),
      none_(new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this)),
      count_(new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Normal, this)),
      texts_(new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Normal, this)),
      list_(new QListWidget(this)),
      splits_(new ElidedCombo(this)) {
    setProperty("panel", true);
    setObjectName(QStringLiteral("review"));
    setMinimumWidth(260);
    none_->setWordWrap(true);
    none_->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, 0);
    count_->setType(theme::Type::Base, QFont::DemiBold);
    count_->setContentsMargins(theme::kSpace3, theme::kSpace2, theme::kSpace3, 0);
    texts_->setWordWrap(true);
    texts_->setTextFormat(Qt::PlainText);
    list_->setObjectName(QStringLiteral("disagreements"));
    list_->setAccessibleName(tr("Disagreements, worst first"));
    list_->setItemDelegate(new PaddedCells(list_));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setUniformItemSizes(true);
    list_->setTextElideMode(Qt::ElideRight);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme::kSpace3, 0, theme::kSpace3);
    column->setSpacing(theme::kSpace2);
    column->addLayout(makeHead());
    column->addWidget(table_);
    column->addWidget(none_);
    column->addWidget(count_);
    column->addWidget(list_, 1);
    column->addLayout(makeSettling());
    again_.setSingleShot(true);
    again_.setInterval(kAskAgain);
    connect(&again_, &QTimer::timeout, this, &ReviewPanel::ask);
    connect(list_, &QListWidget::currentRowChanged, this, &ReviewPanel::goToChosen);
    connect(bridge_, &Bridge::annotationSaved, this, [this](qint64, const store::EditOutcome&) {
        if (active_) again_.start();
    });
    connect(bridge_, &Bridge::annotationsChanged, this, [this] {
        if (active_) again_.start();
    });
    connect(bridge_, &Bridge::projectOpened, this, &ReviewPanel::follow);
    fill();
}

QLayout* ReviewPanel::makeHead() {
    auto* title = new ToneLabel(tr("Review"), theme::Type::Base, ToneLabel::Tone::Normal, this);
    title->setType(theme::Type::Base, QFont::DemiBold);
    auto* close = new QToolButton(this);
    close->setIcon(theme::icon(QStringLiteral("close")));
    theme::setIconSide(close, 16);
    close->setToolTip(tr("Back to the boxes"));
    close->setAccessibleName(tr("Close the review"));
    connect(close, &QToolButton::clicked, this, &ReviewPanel::closed);
    splits_->setObjectName(QStringLiteral("reviewSplit"));
    splits_->setAccessibleName(tr("Images that are compared"));
    splits_->setToolTip(tr("Images that are compared"));
    connect(splits_, &QComboBox::activated, this, &ReviewPanel::ask);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(theme::kSpace3, 0, theme::kSpace2, 0);
    line->addWidget(title, 1);
    line->addWidget(splits_);
    line->addWidget(close);
    return line;
}

QLayout* ReviewPanel::makeSettling() {
    auto* grid = new QGridLayout;
    grid->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, 0);
    grid->setSpacing(theme::kSpace2);
    grid->addWidget(texts_, 0, 0, 1, 2);
    const std::pair<const char*, QString> all[] = {
        {"takeFirst", tr("The consensus becomes this annotator's work")},
        {"takeSecond", tr("The consensus becomes this annotator's work")},
        {"takeBoth", tr("The consensus keeps the work of both: both boxes, or one box with the texts of both")},
        {"takeNeither", tr("The consensus holds nothing in their place")}};
    for (int i = 0; i < 4; ++i) {
        auto* button = new QPushButton(this);
        button->setObjectName(QLatin1String(all[i].first));
        button->setToolTip(all[i].second + QLatin1Char('\n') + tr("What the annotators did stays as it is."));
        button->setMinimumWidth(60);
        connect(button, &QPushButton::clicked, this, [this, i] { settle(static_cast<Settling>(i)); });
        settling_.push_back(button);
    }
    settlingGrid_ = grid;
    return grid;
}

void ReviewPanel::setActive(bool active) {
    if (active == active_) return;
    active_ = active;
    people_->setReviewing(active);
    if (active) {
        fillSplits();
        ask();
    }
    Q_EMIT changed();
}

// The project that is open, or its splits, are others.
void ReviewPanel::follow(const project::ProjectInfo& project) {
    if (std::exchange(folder_, project.folder) != project.folder) {
        report_ = {};
        goesOn_ = false;
        splits_->clear();
        fill();
    }
    if (!active_) return;
    fillSplits();
    again_.start();
}

void ReviewPanel::fillSplits() {
    if (!bridge_->project()) return;
    const QString chosen = splits_->currentData().toString();
    splits_->clear();
    splits_->addItem(tr("All images"), QString());
    const auto& counts = bridge_->project()->counts;
    const std::tuple<const char*, QString, std::int64_t> all[] = {{"train", tr("Split train"), counts.train},
                                                                  {"dev", tr("Split dev"), counts.dev},
                                                                  {"test", tr("Split test"), counts.test},
                                                                  {"none", tr("Without a split"), counts.none}};
    for (const auto& [name, text, count] : all)
        if (count > 0) splits_->addItem(text, QLatin1String(name));
    splits_->setCurrentIndex(std::max(0, splits_->findData(chosen)));
}

void ReviewPanel::ask() {
    if (!bridge_->project()) return;
    asking_ = true;
    evaluation::AgreementOptions options;
    options.split = splits_->currentData().toString().toStdString();
    bridge_->review().agreement(this, options, [this](base::Result<evaluation::AgreementReport> report) {
        if (!report && dropped(report.error())) return;
        asking_ = false;
        if (!report) return Q_EMIT failed(report.error());
        report_ = std::move(*report);
        fill();
    });
}

QString ReviewPanel::imageName(std::int64_t image) const {
    const auto* record = images_->find(image);
    return record ? QString::fromStdString(record->path).section(QLatin1Char('/'), -1) : QString::number(image);
}

QString ReviewPanel::lineOf(const Disagreement& what) const {
    const QString a = nameOf(what.a), b = nameOf(what.b);
    QString of;
    switch (what.kind) {
        case Disagreement::Kind::Missing:
            of = tr("only %1 has a box").arg(what.ofA.empty() ? b : a);
            break;
        case Disagreement::Kind::Place:
            of = tr("%1 and %2: the box, IoU %3").arg(a, b).arg(1 - what.severity, 0, 'f', 2);
            break;
        case Disagreement::Kind::Texts:
            of = tr("%1 and %2: the texts").arg(a, b);
            break;
        case Disagreement::Kind::Presence:
            of = tr("%1: %2, %3: %4").arg(a, nameOf(what.textA), b, nameOf(what.textB));
            break;
    }
    return imageName(what.image) + QLatin1Char('\n') + of;
}

void ReviewPanel::fill() {
    table_->showReport(report_);
    table_->setVisible(!report_.pairs.empty());
    none_->setVisible(report_.pairs.empty() || report_.disagreements.empty());
    none_->setText(report_.pairs.empty() ? tr("No two annotators have worked on the same image yet. They are compared "
                                              "as soon as they have.")
                                         : tr("Nothing is left to settle."));
    count_->setText(tr("Disagreements  %1").arg(report_.disagreements.size()));
    count_->setToolTip(
        tr("Worst first: boxes without a counterpart, boxes and texts that differ, phrases that are "
           "linked otherwise; those that are settled are left out"));
    count_->setVisible(!report_.disagreements.empty());
    const int kept = list_->currentRow();
    {
        const QSignalBlocker quiet(list_);
        list_->clear();
        for (const auto& each : report_.disagreements) {
            auto* item = new QListWidgetItem(lineOf(each), list_);
            item->setSizeHint(QSize(0, theme::scaled(kDisagreementRow)));
            QString tip = withFigureHelp(tr("Severity %1").arg(each.severity, 0, 'f', 2), "agreement.severity");
            if (each.kind == Disagreement::Kind::Place) tip = withFigureHelp(tip, "iou");
            item->setToolTip(tip);
        }
        const int last = list_->count() - 1;
        list_->setCurrentRow(kept < 0 ? -1 : std::min(kept, last));
    }
    if (std::exchange(goesOn_, false))
        goToChosen();
    else
        showChosen();
}

void ReviewPanel::goToChosen() {
    showChosen();
    if (const auto* what = chosen(); what && active_) Q_EMIT imageWanted(what->image);
}

const Disagreement* ReviewPanel::chosen() const {
    const int row = list_->currentRow();
    return row < 0 || row >= static_cast<int>(report_.disagreements.size())
               ? nullptr
               : &report_.disagreements[static_cast<std::size_t>(row)];
}

void ReviewPanel::showChosen() {
    const auto* what = chosen();
    texts_->setVisible(what && !(what->textA.empty() && what->textB.empty()));
    for (auto* button : settling_) button->setVisible(what != nullptr);
    if (what) {
        QStringList texts;
        for (const auto& [name, text] : {std::pair{&what->a, &what->textA}, std::pair{&what->b, &what->textB}})
            if (!text->empty()) texts << tr("%1: %2").arg(nameOf(*name), nameOf(*text));
        texts_->setText(texts.join(QLatin1Char('\n')));
        const bool one = what->kind == Disagreement::Kind::Missing;
        settling_[0]->setText(one ? tr("Keep %1's box").arg(nameOf(what->a)) : tr("Take %1's").arg(nameOf(what->a)));
        settling_[1]->setText(one ? tr("Keep %1's box").arg(nameOf(what->b)) : tr("Take %1's").arg(nameOf(what->b)));
        settling_[2]->setText(tr("Keep both"));
        settling_[3]->setText(one ? tr("No box") : tr("Neither"));
        settling_[0]->setIcon(dotIcon(people_->colourOf(what->a)));
        settling_[1]->setIcon(dotIcon(people_->colourOf(what->b)));
        int place = 0;
        for (std::size_t i = 0; i < settling_.size(); ++i) {
            const bool possible = settlesSo(*what, static_cast<Settling>(i));
            settling_[i]->setVisible(possible);
            if (!possible) continue;
            settlingGrid_->addWidget(settling_[i], 1 + place / 2, place % 2);
            ++place;
        }
    }
    Q_EMIT changed();
}

void ReviewPanel::emphasise(Overlay& overlay) const {
    const auto* what = active_ ? chosen() : nullptr;
    if (!what || what->kind == Disagreement::Kind::Presence) return;
    const std::string uuid = overlay.id.uuid.toStdString();
    overlay.emphasis = uuid == what->ofA || uuid == what->ofB ? Overlay::Emphasis::Highlight : Overlay::Emphasis::Dim;
}

void ReviewPanel::settle(Settling how) {
    const auto* what = chosen();
    if (!what) return;
    bridge_->annotations().load(this, what->image, [this, what = *what, how](base::Result<store::EditOutcome> image) {
        if (!image) return Q_EMIT failed(image.error());
        const auto edits = settlementEdits(what, how, *image);
        if (edits.empty())
            return Q_EMIT failed({base::ErrorCode::BadInput,
                                  tr("What %1 and %2 disagreed on in %3 is not there any more.")
                                      .arg(nameOf(what.a), nameOf(what.b), imageName(what.image))
                                      .toStdString(),
                                  {}});
        bridge_->annotations().apply(
            this, edits, tr("Settle"), [this, what](const base::Result<store::EditOutcome>& outcome) {
                if (!outcome) return Q_EMIT failed(outcome.error());
                goesOn_ = true;
                Q_EMIT done(what.image, tr("Settled in %1").arg(imageName(what.image)), outcome->action);
            });
    });
}

}  // namespace legenda::ui
