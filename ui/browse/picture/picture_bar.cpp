// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/picture/picture_bar.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/picture/browse_picture.h"
#include "ui/browse/picture/file_line.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace legenda::ui {

namespace {
constexpr int kRoomForAll = 520;  // pixels of the bar
}  // namespace

PictureBar::PictureBar(Page* page, BrowseState* state, BrowsePicture* picture)
    : page_(page), state_(state), picture_(picture), file_(new FileLine), zoom_(new QLabel) {
    setProperty("panel", true);
    addZoomActions();
    picture_->canvas()->installEventFilter(this);
    connect(picture_->canvas(), &ImageCanvas::zoomChanged, this, [this](double zoom) {
        zoom_->setText(QStringLiteral("%1 %").arg(qRound(100 * zoom * devicePixelRatioF())));
    });
    connect(picture_, &BrowsePicture::shown, this, &PictureBar::showFile);
    connect(state_, &BrowseState::detailsChanged, this, &PictureBar::showFile);
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
    button->setIconSize({18, 18});
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(button->defaultAction()->text());
    layout->addWidget(button);
    return button;
}

void PictureBar::build() {
    auto* layout = new QHBoxLayout(this);
    setFixedHeight(theme::kBarHeight);
    layout->setContentsMargins(theme::kSpace2, 0, theme::kSpace2, 0);
    layout->setSpacing(2);
    addButton(layout, "browse.list");
    layout->addSpacing(theme::kSpace2);
    layout->addWidget(file_, 1);
    addButton(layout, "browse.draw");
    addButton(layout, "browse.describe");
    layout->addSpacing(theme::kSpace2);
    for (const char* id : {"browse.zoomOut", "browse.zoomIn"}) spared_.push_back(addButton(layout, id));
    addButton(layout, "browse.fit");
    zoom_->setProperty("weak", true);
    zoom_->setFont(theme::font(theme::Type::Small));
    zoom_->setFixedWidth(44);
    zoom_->setAlignment(Qt::AlignCenter);
    zoom_->setToolTip(tr("One image pixel to one screen pixel is 100 %"));
    spared_.push_back(zoom_);
    layout->addWidget(zoom_);
    layout->addSpacing(theme::kSpace2);
    addExportMenu(layout);
    layout->addSpacing(theme::kSpace2);
    addButton(layout, "browse.compare");
    for (const char* id : {"browse.strip", "browse.matrix"}) spared_.push_back(addButton(layout, id));
    addButton(layout, "browse.panel");
}

void PictureBar::addExportMenu(QHBoxLayout* layout) {
    auto* out = new QToolButton;
    out->setIcon(theme::icon(QStringLiteral("export")));
    out->setIconSize({18, 18});
    out->setToolTip(tr("Copy or save the picture with its boxes"));
    out->setAccessibleName(out->toolTip());
    out->setPopupMode(QToolButton::InstantPopup);
    out->setFocusPolicy(Qt::TabFocus);
    auto* menu = new QMenu(out);
    for (const char* id : {"browse.copy", "browse.save", "browse.exportDescribed"})
        menu->addAction(actionOf(page_, id));
    out->setMenu(menu);
    layout->addWidget(out);
}

void PictureBar::fit(int width) {
    for (QWidget* button : spared_) button->setVisible(width >= kRoomForAll);
}

void PictureBar::showFile() {
    ImageCanvas* canvas = picture_->canvas();
    const store::ImageRecord& image = state_->details().image;
    const QSize size = canvas->fullSize().isEmpty() ? QSize(image.width, image.height) : canvas->fullSize();
    QString facts;
    if (!size.isEmpty()) facts = tr("%1 × %2 px").arg(size.width()).arg(size.height());
    if (!image.split.empty())
        facts += (facts.isEmpty() ? QString() : QStringLiteral(" · ")) + QString::fromStdString(image.split);
    file_->setFile(QString::fromStdString(image.path), facts);
    file_->setToolTip(QString::fromStdU16String(image.file.u16string()));
    canvas->setAccessibleName(tr("Photograph %1").arg(QString::fromStdString(image.path)));
}

bool PictureBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == picture_->canvas() && event->type() == QEvent::Resize) fit(picture_->canvas()->width());
    return QFrame::eventFilter(watched, event);
}

}  // namespace legenda::ui
