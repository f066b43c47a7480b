// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/browse/panel/panel_section.h"

#include <vector>

class QAction;

namespace legenda::ui {

class BrowseDescribed;
class BrowseState;
struct DescribedBox;
class ImageCanvas;
class Page;
class TextRows;

// The user's actions on described boxes: drawing them, describing everything, keeping one as a region, removing them.
// Their captions are a section of the panel, hidden while there are none. GUI thread.
class BrowseBoxes : public PanelSection {
    Q_OBJECT
 public:
    BrowseBoxes(Page* page, BrowseState* state, ImageCanvas* canvas, BrowseDescribed* described);

    // Esc clears the chosen box, else "Describe everything".
    void leave();

 Q_SIGNALS:
    void overlaysChanged();

 private:
    void addActions();
    void connectCanvas();
    void showBoxes();
    void keep(std::int64_t image, const DescribedBox& box);
    void tellRemoved(std::int64_t image, const std::vector<DescribedBox>& boxes);

    Page* page_;
    ImageCanvas* canvas_;
    BrowseDescribed* described_;
    TextRows* rows_;
    QAction* draw_ = nullptr;
    QAction* keep_ = nullptr;
    QAction* describe_ = nullptr;
    QAction* removeDrawn_ = nullptr;
};

}  // namespace legenda::ui
