// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/picture/picture_bar.h"

#include "ui/browse/boxes/described.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/picture/browse_picture.h"
#include "ui/browse/picture/file_line.h"
#include "ui/browse/predictions/set_section.h"
#include "ui/canvas/image_canvas.h"
#include "ui/canvas/zoom_label.h"
#include "ui/controls/actions.h"
#include "ui/controls/help/page_help.h"
#include "ui/controls/layout/bar_overflow.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

#include <utility>

namespace legenda::ui {

namespace {
constexpr int kLeastBar = 240, kLeastName = 56;  // px
}  // namespace

PictureBar::PictureBar(Page* page, BrowseState* state, BrowsePicture* picture, const BrowseDescribed* described)
    : page_(page),
      state_(state),
      picture_(picture),
      described_(described),
      file_(new FileLine),
      more_(new BarOverflow(this)) {
    setProperty("panel", true);
    addZoomActions();
    connect(picture_, &BrowsePicture::shown, this, &PictureBar::showFile);
    connect(state_, &BrowseState::detailsChanged, this, &PictureBar::showFile);
    connect(state_, &BrowseState::setChanged, this, &PictureBar::showFile);
    const auto showWhose = [this] {
        if (!state_->set().isEmpty()) showFile();
    };
    connect(state_, &BrowseState::alignmentChanged, this, showWhose);
    connect(described_, &BrowseDescribed::changed, this, showWhose);
    connect(state_, &BrowseState::imageChanged, this, [this](qint64 image) {
        if (image == 0) showFile();  // of none
    });
}

void PictureBar::addZoomActions() {
    ImageCanvas* canvas = picture_->canvas();
    ui::addAction(page_, QStringLiteral("browse.zoomIn"), tr("Zoom in"), QStringLiteral("zoom-in"),
                  {QKeySequence::ZoomIn, QKeySequence(Qt::CTRL | Qt::Key_Equal)}, [canvas] { canvas->zoomIn(); });
    ui::addAction(page_, QStringLiteral("browse.zoomOut"), tr("Zoom out"), QStringLiteral("zoom-out"),
                  {QKeySequence::ZoomOut}, [canvas] { canvas->zoomOut(); });
    ui::addAction(page_, QStringLiteral("browse.fit"), tr("Fit to the window"), QStringLiteral("fit"),
                  {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_0)}, [canvas] { canvas->fit(); });
    ui::addAction(page_, QStringLiteral("browse.actual"), tr("Zoom to 100 %"), QStringLiteral("actual"),
                  {QKeySequence(Qt::CTRL | Qt::Key_0)}, [canvas] { canvas->zoomActual(); });
}

QWidget* PictureBar::addButton(QHBoxLayout* layout, const char* action) {
    auto* button = new QToolButton;
    button->setDefaultAction(actionOf(page_, action));
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    theme::setIconSide(button, 18);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(button->defaultAction()->text());
    layout->addWidget(button);
    return button;
}

void PictureBar::build() {
    auto* layout = new QHBoxLayout(this);
    setFixedHeight(theme::kBarHeight);
    setMinimumWidth(kLeastBar);
    file_->setMinimumWidth(kLeastName);
    layout->setContentsMargins(theme::kSpace2, 0, theme::kSpace2, 0);
    layout->setSpacing(2);
    addButton(layout, "browse.list");
    layout->addSpacing(theme::kSpace2);
    layout->addWidget(file_, 1);
    auto* draw = addButton(layout, "browse.draw");
    auto* describe = addButton(layout, "browse.describe");
    auto* cover = addButton(layout, "browse.cover");
    layout->addSpacing(theme::kSpace2);
    auto* out = addButton(layout, "browse.zoomOut");
    auto* in = addButton(layout, "browse.zoomIn");
    auto* fit = addButton(layout, "browse.fit");
    auto* zoom = new ZoomLabel(picture_->canvas());
    layout->addWidget(zoom);
    layout->addSpacing(theme::kSpace2);
    auto* save = addExportMenu(layout);
    layout->addSpacing(theme::kSpace2);
    auto* compare = addButton(layout, "browse.compare");
    auto* strip = addButton(layout, "browse.strip");
    auto* matrix = addButton(layout, "browse.matrix");
    layout->addWidget(more_);
    addButton(layout, "browse.panel");
    auto* help = new PageHelpButton(page_);
    layout->addWidget(help);
    more_->add(zoom, nullptr);
    for (const auto& [button, id] : {std::pair{strip, "browse.strip"},
                                     {out, "browse.zoomOut"},
                                     {in, "browse.zoomIn"},
                                     {matrix, "browse.matrix"},
                                     {fit, "browse.fit"},
                                     {cover, "browse.cover"}})
        more_->add(button, actionOf(page_, id));
    more_->add(help, help->defaultAction());
    more_->add(save, save->menu()->menuAction());
    more_->add(compare, actionOf(page_, "browse.compare"));
    more_->add(describe, actionOf(page_, "browse.describe"));
    more_->add(draw, actionOf(page_, "browse.draw"));
}

QToolButton* PictureBar::addExportMenu(QHBoxLayout* layout) {
    auto* out = new QToolButton;
    out->setIcon(theme::icon(QStringLiteral("export")));
    theme::setIconSide(out, 18);
    out->setToolTip(tr("Copy or save the picture with its boxes"));
    out->setAccessibleName(out->toolTip());
    out->setPopupMode(QToolButton::InstantPopup);
    out->setFocusPolicy(Qt::TabFocus);
    auto* menu = new QMenu(out->toolTip(), out);
    menu->setIcon(out->icon());
    for (const char* id : {"browse.copy", "browse.save", "browse.exportDescribed"})
        menu->addAction(actionOf(page_, id));
    out->setMenu(menu);
    layout->addWidget(out);
    return out;
}

void PictureBar::showFile() {
    ImageCanvas* canvas = picture_->canvas();
    const store::ImageRecord& image = state_->details().image;
    const QSize size = canvas->fullSize().isEmpty() ? QSize(image.width, image.height) : canvas->fullSize();
    QString facts;
    if (!size.isEmpty()) facts = tr("%1 × %2 px").arg(size.width()).arg(size.height());
    if (!image.split.empty())
        facts += (facts.isEmpty() ? QString() : QStringLiteral(" · ")) + QString::fromStdString(image.split);
    const QString source = whoseOutput(*state_, described_->replacesAlignment());
    const QString file = QString::fromStdU16String(image.file.u16string());
    file_->setFile(QString::fromStdString(image.path), facts, source);
    file_->setToolTip(source.isEmpty() ? file : file + QLatin1Char('\n') + tr("Shown: %1").arg(source));
    canvas->setAccessibleName(tr("Photograph %1").arg(QString::fromStdString(image.path)));
}

}  // namespace legenda::ui
