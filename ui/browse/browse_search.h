// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/canvas/image_canvas_overlays.h"
#include "ui/controls/page.h"

#include <QHash>
#include <QObject>
#include <QRectF>

#include <optional>
#include <utility>
#include <vector>

namespace legenda::ui {

class BrowseImages;
class BrowseState;

// Searching the captions, and asking the model for images or regions that fit a sentence: fills the list with the
// results, and shows the regions found on the image. GUI thread.
class BrowseSearch : public QObject {
    Q_OBJECT
 public:
    BrowseSearch(Page* page, BrowseState* state, BrowseImages* images);

    void set(const QString& text, SearchMode mode);  // an empty text clears
    void askAgain();                                 // another model is in use
    // The query, if this image was found by it; else empty.
    QString askedFor(std::int64_t image) const;
    // Opens the image and highlights the region of this box, once it has been aligned.
    void showRegion(std::int64_t image, const QRectF& box);
    void addOverlays(std::vector<Overlay>& overlays) const;

 Q_SIGNALS:
    // The image shown is the best one that was found for this sentence.
    void foundHere(const QString& sentence);

 private:
    struct Hit {
        QRectF box;  // pixels; empty: the image as a whole
        double score = 0;
    };
    void take(const std::vector<inference::SearchHit>& hits);
    bool openedByAsking() const;  // the sentence shown is the query
    int regionOf(const Hit& hit) const;
    void pinHit();

    Page* page_;
    BrowseState* state_;
    BrowseImages* images_;
    QString asked_;                         // the search for images that fit a sentence; empty: none
    QHash<qint64, std::vector<Hit>> hits_;  // its hits by image, best first
    std::optional<std::pair<std::int64_t, QRectF>> wantedRegion_;
};

}  // namespace legenda::ui
