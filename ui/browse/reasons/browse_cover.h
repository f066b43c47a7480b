// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/reasons/reasons.h"
#include "ui/bridge/delivery.h"
#include "ui/canvas/image_canvas_overlays.h"

#include <QObject>
#include <QPointer>
#include <QRectF>
#include <QTimer>

#include <optional>
#include <vector>

class QAction;

namespace legenda::ui {

class BrowseDescribed;
class BrowseState;
class CoverCard;
class ImageCanvas;
class Page;

// A part of the picture is covered, and the models are asked again: the caption of the photograph (of the chosen box,
// where that is not what is covered) and the current alignment. First by the kept feature map, which follows a drag;
// once the cover rests, by the covered pixels as well. While the action is checked the canvas is in Cover mode. GUI
// thread.
class BrowseCover : public QObject {
    Q_OBJECT
 public:
    // Adds the action.
    BrowseCover(Page* page, BrowseState* state, ImageCanvas* canvas, BrowseDescribed* described);

    bool leave();  // uncovers; false: nothing was covered, and nothing was to be
    void addOverlays(std::vector<Overlay>& overlays) const;
    const std::optional<QRectF>& cover() const { return cover_; }  // pixels of the picture

 Q_SIGNALS:
    void overlaysChanged();
    void answered(bool exact, const legenda::inference::CoverAnswer& answer);

 private:
    // What an answer is about.
    struct Subject {
        qint64 image = 0;
        int models = 0;  // changes with the models in use
        QRectF cover;
        std::optional<QRectF> described;
        QString sentence;
        double beta = 0;
        bool operator==(const Subject&) const = default;
    };
    struct Answered {
        Subject subject;
        base::Result<inference::CoverAnswer> answer;
    };

    void connectCanvas();
    void start();
    void stop();
    void coverBox(const QRectF& box, qint64 described = 0);
    void pick(const OverlayId& id);
    void uncoverBox();
    Subject subject() const;
    static inference::CoverRequest requestOf(const Subject& subject, bool exact);
    void prepare();
    void ask();
    void askExactly();
    bool isExactHere() const;
    void showAnswer();

    Page* page_;
    BrowseState* state_;
    ImageCanvas* canvas_;
    BrowseDescribed* described_;
    QAction* action_ = nullptr;
    QObject* aside_;  // asks what makes way for a quick question
    QPointer<CoverCard> card_;
    std::optional<QRectF> cover_;
    qint64 coveredBox_ = 0;  // the described box that was taken as the cover; 0: none
    int models_ = 0;
    bool asking_ = false;
    std::optional<Answered> quick_, exact_;
    std::optional<bool> chosen_;  // the exact answer or the quick one; none: the best there is
    QTimer still_;                // fires once the cover rests
};

}  // namespace legenda::ui
