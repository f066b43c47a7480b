// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_compare.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/picture/browse_picture.h"
#include "ui/browse/picture/region_overlays.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/browse/sentence/shown_words.h"
#include "ui/canvas/image_canvas.h"
#include "ui/canvas/region_numbers.h"
#include "ui/controls/elided_combo.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/model_items.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace legenda::ui {

namespace {
constexpr int kNarrowest = 64;  // least width of a list, so that on a small screen both pictures are equally wide
}  // namespace

BrowseCompare::BrowseCompare(Page* page, BrowseState* state, BrowsePicture* picture)
    : page_(page),
      state_(state),
      picture_(picture),
      model_(new ElidedCombo),
      regions_(new ElidedCombo),
      score_(new QLabel),
      canvas_(new ImageCanvas),
      sentence_(new AlignedSentence) {
    setProperty("panel", true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildBar());
    column->addWidget(canvas_, 1);
    connect(canvas_, &ImageCanvas::hovered, this, [this](const OverlayId& id) { light(id.regionIndex(), -1); });
    connect(sentence_, &AlignedSentence::wordHovered, this, [this](int word) {
        const bool there = word >= 0 && static_cast<std::size_t>(word) < alignment_.assignment.size() &&
                           shownWords(alignment_, state_->contentOnly())[static_cast<std::size_t>(word)];
        light(there ? alignment_.assignment[static_cast<std::size_t>(word)] : -1, there ? word : -1);
    });
    connect(state_, &BrowseState::projectChanged, this, [this] { canvas_->setImage({}, {}); });
    connect(state_, &BrowseState::imageChanged, this, [this](qint64 image) {
        if (image == 0) canvas_->setImage({}, {});
    });
    connect(picture_, &BrowsePicture::shown, this, &BrowseCompare::takePicture);
    connect(state_, &BrowseState::aligning, this, &BrowseCompare::follow);
    connect(state_, &BrowseState::betaChanged, this, &BrowseCompare::decode);
    connect(state_, &BrowseState::contentOnlyChanged, this, &BrowseCompare::decode);
}

QWidget* BrowseCompare::buildBar() {
    model_->setObjectName(QStringLiteral("compareModel"));
    model_->setAccessibleName(tr("Alignment model to compare with"));
    model_->setToolTip(model_->accessibleName());
    regions_->setObjectName(QStringLiteral("compareRegions"));
    regions_->setAccessibleName(tr("Regions to compare with"));
    regions_->setToolTip(
        tr("Where the boxes come from. A model works best on the kind of boxes that it was trained on: its own."));
    for (const auto& [title, name] : {std::pair{tr("Its own regions"), ""},
                                      {tr("Learned proposals"), "learned"},
                                      {tr("Selective search"), "selective-search"},
                                      {tr("Grid"), "grid"}})
        regions_->addItem(title, QString::fromLatin1(name));
    for (auto* combo : {model_, regions_}) {
        combo->setMinimumContentsLength(6);
        combo->setMinimumWidth(kNarrowest);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        connect(combo, &QComboBox::activated, this, &BrowseCompare::ask);
    }
    score_->setProperty("weak", true);
    score_->setFont(theme::font(theme::Type::Small));
    auto* close = new QToolButton;
    close->setIcon(theme::icon(QStringLiteral("close")));
    close->setToolTip(tr("Close the comparison"));
    close->setAccessibleName(close->toolTip());
    connect(close, &QToolButton::clicked, this, &BrowseCompare::closed);
    auto* head = new QWidget;
    head->setFixedHeight(theme::kBarHeight);
    auto* bar = new QHBoxLayout(head);
    bar->setContentsMargins(theme::kSpace2, 0, theme::kSpace2, 0);
    bar->setSpacing(theme::kSpace2);
    bar->addWidget(model_, 1);
    bar->addWidget(regions_, 1);
    bar->addWidget(score_);
    bar->addWidget(close);
    return head;
}

void BrowseCompare::setProject(const project::ProjectInfo& project) {
    const QString before = model_->currentData().toString();
    fillModels(model_, project, project::ModelKind::Alignment, true);
    model_->setToolTip(model_->accessibleName());
    // Initially a model other than the one in use.
    const auto* used = modelInUse(project, project::ModelKind::Alignment);
    if (used && model_->findData(before) < 0 && model_->count() > 1 && model_->currentIndex() == 0)
        model_->setCurrentIndex(1);
    else if (used && model_->findData(before) < 0)
        model_->setCurrentIndex(0);
}

void BrowseCompare::takePicture() {
    canvas_->setImage(picture_->canvas()->image(), picture_->canvas()->fullSize());
}

void BrowseCompare::shown() {
    takePicture();
    follow();
}

void BrowseCompare::follow() {
    if (state_->image() != image_ || state_->sentence().text != text_) {
        alignment_ = {};
        canvas_->setOverlays({});
        sentence_->setPlain(state_->sentence().text);
    }
    image_ = state_->image();
    text_ = state_->sentence().text;
    ask();
}

inference::AlignmentSource BrowseCompare::source() const {
    return {std::filesystem::path(model_->currentData().toString().toStdU16String()),
            regions_->currentData().toString().toStdString()};
}

void BrowseCompare::ask() {
    if (!isVisible() || image_ == 0 || text_.isEmpty() || !model_->currentData().isValid()) return;
    waiting_ = true;
    page_->bridge()->models().ask(
        this, inference::AlignmentQuestion{image_, text_.toStdString(), state_->beta(), source()},
        [this, image = image_, text = text_, source = source()](base::Result<model::Alignment> result) {
            if (image == image_ && text == text_ && source == this->source()) answered(std::move(result));
        });
}

void BrowseCompare::answered(base::Result<model::Alignment> result) {
    if (!result && result.error().code == base::ErrorCode::Superseded) return;
    waiting_ = false;
    if (result) {
        alignment_ = std::move(*result);
        numbers_ = regionNumbers(alignment_);
        return decode();
    }
    if (dropped(result.error())) return;
    alignment_ = {};
    canvas_->setOverlays({});
    score_->clear();
    sentence_->setPlain(text_, QString::fromStdString(result.error().message));
}

void BrowseCompare::decode() {
    if (alignment_.tokens.empty()) return;
    model::decodeSegments(alignment_, state_->beta());
    score_->setText(tr("score %1").arg(alignment_.score, 0, 'f', 2));
    score_->setToolTip(figureHelp("sentence.score"));
    sentence_->setAlignment(alignment_, numbers_, shownWords(alignment_, state_->contentOnly()));
    light(-1, -1);
}

void BrowseCompare::light(int region, int word) {
    if (alignment_.tokens.empty()) return;
    sentence_->setLit(region, word);
    const auto segments = shownSegments(alignment_, shownWords(alignment_, state_->contentOnly()));
    canvas_->setOverlays(wonOverlays(alignment_, segments, numbers_, region));
}

}  // namespace legenda::ui
