// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace legenda::ui {

class BrowseList;
class BrowseState;
class Page;

// The thumbnails as one row below the photograph instead of the list beside it, while F is on. GUI thread.
class FilmStrip : public QFrame {
    Q_OBJECT
 public:
    FilmStrip(Page* page, BrowseList* list, BrowseState* state);

 private:
    void toggle(bool on);

    Page* page_;
    BrowseList* list_;
    BrowseState* state_;
};

}  // namespace legenda::ui
