// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointF>
#include <QStringList>
#include <QTimer>

#include <functional>

namespace legenda::ui {

class AnnotateSelection;
class Bridge;
class ImageCanvas;

// Where the user was: image, zoom, position and selection, and which boxes are locked or hidden. Kept with the project
// shortly after each change, so that the page opens there after a close or a kill. GUI thread.
class AnnotatePlace : public QObject {
    Q_OBJECT
 public:
    AnnotatePlace(Bridge* bridge, ImageCanvas* canvas, AnnotateSelection* selection, QObject* parent);

    void forget();  // another project
    // Once for a project; `then` is called when what was kept has arrived.
    void recall(std::function<void()> then);
    qint64 image() const { return kept_.image; }  // 0: none
    // The image's picture and boxes are shown: looks at it as it was looked at last, if it is the one kept.
    void restore(qint64 image);
    void setImage(qint64 image);  // is shown from here on

 private:
    struct Kept {
        qint64 image = 0;
        double zoom = 0;  // 0: fitted
        QPointF centre;
        QStringList selected;
    };
    void read(const QByteArray& json);
    void write();

    Bridge* bridge_;
    ImageCanvas* canvas_;
    AnnotateSelection* selection_;
    Kept kept_;
    qint64 image_ = 0;
    bool recalled_ = false;
    quint64 generation_ = 0;  // of forget()
    QTimer soon_;
};

}  // namespace legenda::ui
