// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <QObject>

class QAction;

namespace legenda::ui {

class AnnotateDocument;

// The models' caption of the current image and their regions with captions become suggestions in the project: no ground
// truth until somebody accepts them. Regions that lie where a box is already are left out, and so is the caption where
// the image has a text of its own. GUI thread.
class SuggestRegions : public QObject {
    Q_OBJECT
 public:
    SuggestRegions(Page* page, AnnotateDocument* document);
    QAction* action() const { return action_; }
    void ask();

 private:
    void askWhole(std::int64_t image, std::vector<inference::CaptionResult> described);
    void add(std::int64_t image, const std::vector<inference::CaptionResult>& described);

    QAction* action_;
    Page* page_;
    AnnotateDocument* document_;
};

}  // namespace legenda::ui
