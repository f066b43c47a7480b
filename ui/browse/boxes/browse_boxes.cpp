// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/boxes/browse_boxes.h"

#include "ui/bridge/convert.h"
#include "ui/browse/boxes/described.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/panel/caption_section.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"

#include <utility>

namespace legenda::ui {

BrowseBoxes::BrowseBoxes(Page* page, BrowseState* state, ImageCanvas* canvas, BrowseDescribed* described)
    : PanelSection(tr("Described boxes")), page_(page), canvas_(canvas), described_(described), rows_(new TextRows) {
    rows_->setAccessibleName(tr("Described boxes"));
    box()->addWidget(rows_);
    hide();
    addActions();
    connectCanvas();
    connect(rows_, &TextRows::rowClicked, described_, &BrowseDescribed::chooseRow);
    connect(described_, &BrowseDescribed::changed, this, &BrowseBoxes::showBoxes);
    connect(described_, &BrowseDescribed::kept, this, &BrowseBoxes::keep);
    connect(described_, &BrowseDescribed::removed, this, &BrowseBoxes::tellRemoved);
    connect(described_, &BrowseDescribed::failed, page, [page](const base::Error& error) { page->showError(error); });
    connect(state, &BrowseState::imageChanged, described_, &BrowseDescribed::setImage);
}

void BrowseBoxes::addActions() {
    draw_ = ui::addAction(page_, QStringLiteral("browse.draw"), tr("Draw a box and let the model describe it"),
                          QStringLiteral("draw"), {QKeySequence(Qt::Key_R), QKeySequence(Qt::Key_N)}, [this] {
                              const bool drawing = canvas_->mode() == ImageCanvas::Mode::Draw;
                              canvas_->setMode(drawing ? ImageCanvas::Mode::Select : ImageCanvas::Mode::Draw);
                              canvas_->setFocus();
                          });
    draw_->setCheckable(true);
    keep_ = ui::addAction(page_, QStringLiteral("browse.keep"), tr("Keep the described box"), QStringLiteral("check"),
                          {QKeySequence(Qt::Key_K)}, [this] { described_->keepChosen(); });
    keep_->setEnabled(false);
    describe_ =
        ui::addAction(page_, QStringLiteral("browse.describe"), tr("Describe everything"), QStringLiteral("caption"),
                      {QKeySequence(Qt::Key_G)}, [this] { described_->setEverything(describe_->isChecked()); });
    describe_->setCheckable(true);
    describe_->setToolTip(
        tr("Describe everything: captions of the image's regions instead of the alignment, until G or Esc  (G)"));
    removeDrawn_ = ui::addAction(page_, QStringLiteral("browse.removeDrawn"), tr("Remove the drawn boxes"),
                                 QStringLiteral("delete"), {}, [this] { described_->removeDrawn(); });
    removeDrawn_->setEnabled(false);
}

void BrowseBoxes::connectCanvas() {
    connect(canvas_, &ImageCanvas::modeChanged, this, [this](ImageCanvas::Mode mode) {
        draw_->setChecked(mode == ImageCanvas::Mode::Draw);
        if (mode == ImageCanvas::Mode::Draw) described_->prepare();
    });
    connect(canvas_, &ImageCanvas::boxDrawn, this, [this](const QRectF& box) {
        canvas_->setMode(ImageCanvas::Mode::Select);
        described_->draw(box);
    });
    connect(canvas_, &ImageCanvas::boxChanged, described_, &BrowseDescribed::placed);
    connect(canvas_, &ImageCanvas::boxEditing, described_, &BrowseDescribed::move);
    connect(canvas_, &ImageCanvas::deleteRequested, this, [this](const OverlayId& id) {
        if (id.layer == OverlayId::Layer::Described) described_->removeChosen();
    });
}

void BrowseBoxes::showBoxes() {
    keep_->setEnabled(described_->hasChosen());
    removeDrawn_->setEnabled(described_->anyDrawn());
    describe_->setChecked(described_->everything());
    std::vector<TextRows::Row> rows;
    for (const auto& box : described_->results())
        rows.push_back(box.captions.empty() ? TextRows::plain(tr("Describing …"))
                                            : captionRow(box.captions.front(), CaptionOrder::PerWord));
    setVisible(!rows.empty());
    rows_->setRows(std::move(rows));
    rows_->setCurrent(described_->chosenRow());
    Q_EMIT overlaysChanged();
}

void BrowseBoxes::leave() {
    if (described_->hasChosen())
        described_->chooseRow(-1);
    else
        described_->setEverything(false);
}

void BrowseBoxes::tellRemoved(std::int64_t image, const std::vector<DescribedBox>& boxes) {
    page_->toastUndo(boxes.size() == 1 ? tr("Box removed") : tr("%1 boxes removed").arg(boxes.size()),
                     [this, image, boxes, model = described_->model()] {
                         const bool another = described_->model() != model;  // its captions, not those of then
                         for (DescribedBox box : boxes) {
                             if (another && !box.drawn) continue;
                             if (another) box.answeredFor = {};
                             described_->putBack(image, std::move(box));
                         }
                     });
}

void BrowseBoxes::keep(std::int64_t image, const DescribedBox& box) {
    store::Edit edit;
    edit.kind = store::Edit::Kind::CreateRegion;
    edit.image = image;
    edit.box = fromQt(box.box);
    edit.text = box.text().toStdString();
    edit.origin = "model";
    page_->bridge()->annotations().apply(this, edit, [this, image, box](base::Result<store::EditOutcome> outcome) {
        if (!outcome) {
            described_->putBack(image, box);
            return page_->showError(outcome.error());
        }
        page_->toastUndo(tr("Kept as a region of this image"), [this, image, action = outcome->action] {
            page_->bridge()->annotations().undoEdit(this, image, action,
                                                    [this](base::Result<store::EditOutcome> undone) {
                                                        if (!undone) page_->showError(undone.error());
                                                    });
        });
    });
}

}  // namespace legenda::ui
