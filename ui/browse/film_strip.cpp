// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/film_strip.h"

#include "ui/browse/browse_list.h"
#include "ui/browse/browse_state.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"
#include "ui/images/thumbnail_view.h"

#include <QVBoxLayout>

namespace legenda::ui {

FilmStrip::FilmStrip(Page* page, BrowseList* list, BrowseState* state) : page_(page), list_(list), state_(state) {
    setProperty("panel", true);
    setFixedHeight(96);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    hide();
    ui::addToggle(page, QStringLiteral("browse.strip"), tr("Film strip instead of the grid"),
                  QStringLiteral("filmstrip"), {QKeySequence(Qt::Key_F)}, false, [this](bool on) { toggle(on); });
}

void FilmStrip::toggle(bool on) {
    if (on) {
        layout()->addWidget(list_->view());
        list_->view()->setStrip(true);
        list_->view()->show();
    } else {
        list_->takeBackView();
    }
    setVisible(on);
    actionOf(page_, "browse.list")->setChecked(!on);
    list_->view()->setCurrentImage(state_->image());
}

}  // namespace legenda::ui
