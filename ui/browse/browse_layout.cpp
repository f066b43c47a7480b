// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_layout.h"

#include "ui/browse/browse_drawer.h"
#include "ui/browse/browse_list.h"
#include "ui/browse/compare/browse_compare.h"
#include "ui/browse/evidence/browse_evidence.h"
#include "ui/browse/film_strip.h"
#include "ui/browse/guide_line.h"
#include "ui/browse/panel/browse_panel.h"
#include "ui/browse/picture/picture_bar.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"
#include "ui/controls/layout/splitter_sizes.h"

#include <QDataStream>
#include <QHBoxLayout>
#include <QIODevice>
#include <QSplitter>

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {
constexpr int kLeastPictures = 560;  // px of two pictures side by side
}  // namespace

BrowseLayout::BrowseLayout(Page* page, const BrowseParts& parts)
    : QObject(page),
      page_(page),
      parts_(parts),
      outer_(new QSplitter(Qt::Horizontal)),
      upper_(new QSplitter(Qt::Horizontal)),
      lower_(new QSplitter(Qt::Vertical)) {
    build();
    connect(parts_.drawer, &BrowseDrawer::opened, this, &BrowseLayout::makeRoomForDrawer);
    connect(parts_.compare, &BrowseCompare::closed, this,
            [this] { actionOf(page_, "browse.compare")->setChecked(false); });
}

QWidget* BrowseLayout::content() const {
    return outer_;
}

void BrowseLayout::build() {
    upper_->addWidget(buildMiddle());
    upper_->addWidget(parts_.compare);
    upper_->addWidget(parts_.panel);
    auto* shown = new QWidget;
    auto* rows = new QVBoxLayout(shown);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(upper_, 1);
    rows->addWidget(buildFoot());
    lower_->addWidget(shown);
    lower_->addWidget(parts_.drawer);
    outer_->addWidget(parts_.list);
    outer_->addWidget(lower_);
    for (QSplitter* splitter : {outer_, upper_, lower_}) {
        splitter->setHandleWidth(1);
        splitter->setChildrenCollapsible(false);
    }
    outer_->setStretchFactor(0, 0);
    outer_->setStretchFactor(1, 1);
    outer_->setSizes({264, 1000});
    upper_->setStretchFactor(0, 1);
    upper_->setStretchFactor(1, 1);
    upper_->setStretchFactor(2, 0);
    upper_->setSizes({700, 0, 320});
    parts_.compare->hide();
    lower_->setStretchFactor(0, 1);
    lower_->setStretchFactor(1, 0);
    lower_->setSizes({600, 250});
    parts_.drawer->hide();
    new SplitterSizes(outer_, {264, 0});
    new SplitterSizes(upper_, {0, 0, 320});
    new SplitterSizes(lower_, {0, 250});
}

QWidget* BrowseLayout::buildMiddle() {
    auto* middle = new QWidget;
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(parts_.bar);
    column->addWidget(parts_.guide);
    column->addWidget(parts_.evidence);
    column->addWidget(parts_.canvas, 1);
    column->addWidget(parts_.emptyHint, 1);
    column->addWidget(parts_.strip);
    return middle;
}

QWidget* BrowseLayout::buildFoot() {
    auto* foot = new QFrame;
    foot->setProperty("panel", true);
    auto* layout = new QHBoxLayout(foot);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(parts_.sentence, 1);
    layout->addWidget(parts_.compare->sentence(), 1);
    parts_.compare->sentence()->hide();
    foot->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    return foot;
}

// Both pictures get the same width, the panel keeps its own. Where that is too little for them the list makes room.
void BrowseLayout::showCompare(bool on) {
    if (!on && std::exchange(listMadeRoom_, false)) actionOf(page_, "browse.list")->setChecked(true);
    const auto before = upper_->sizes();
    int both = before[0] + before[1];
    if (on && parts_.list->isVisible() && both < kLeastPictures) {
        both += parts_.list->width();
        actionOf(page_, "browse.list")->setChecked(false);
        listMadeRoom_ = true;
    }
    const int half = both / 2;
    parts_.compare->setVisible(on);
    parts_.compare->sentence()->setVisible(on);
    const QList<int> sizes = on ? QList<int>{half, half, before[2]} : QList<int>{both, 0, before[2]};
    upper_->setSizes(sizes);
    // Once more after pending layout requests: they make a splitter with a new child distribute its space again.
    QMetaObject::invokeMethod(
        this,
        [this, on, sizes] {
            if (parts_.compare->isVisible() == on) upper_->setSizes(sizes);
        },
        Qt::QueuedConnection);
    if (on) parts_.compare->shown();
}

// On a small screen the photograph keeps the larger part.
void BrowseLayout::makeRoomForDrawer() {
    const int whole = lower_->height(), most = std::max(parts_.drawer->minimumSizeHint().height(), whole * 2 / 5);
    if (whole > 0 && lower_->sizes().value(1) > most) lower_->setSizes({whole - most, most});
}

QByteArray BrowseLayout::state(double beta, const QString& project, qint64 image) const {
    const auto on = [this](const char* id) { return actionOf(page_, id)->isChecked(); };
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << outer_->saveState() << upper_->saveState() << lower_->saveState() << (on("browse.list") || listMadeRoom_)
        << on("browse.panel") << on("browse.matrix") << on("browse.strip") << beta << on("browse.norms") << project
        << image;
    return bytes;
}

bool BrowseLayout::restore(const QByteArray& state, QString* project, qint64* image) {
    QDataStream in(state);
    QByteArray outer, upper, lower;
    bool list = true, panel = true, matrix = false, strip = false, norms = false;
    double beta = 0;  // older versions stored it here, for all projects
    in >> outer >> upper >> lower >> list >> panel >> matrix >> strip >> beta;
    if (in.status() != QDataStream::Ok) return false;
    in >> norms >> *project >> *image;  // added later: may be missing
    outer_->restoreState(outer);
    upper_->restoreState(upper);
    lower_->restoreState(lower);
    actionOf(page_, "browse.strip")->setChecked(strip);
    actionOf(page_, "browse.list")->setChecked(list);
    actionOf(page_, "browse.panel")->setChecked(panel);
    parts_.drawer->showContent(norms    ? BrowseDrawer::Content::Norms
                               : matrix ? BrowseDrawer::Content::Scores
                                        : BrowseDrawer::Content::None);
    return true;
}

}  // namespace legenda::ui
