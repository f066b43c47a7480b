// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>
#include <QTimer>

namespace legenda::ui {

class ImageListModel;

// A grid (or one row) of thumbnails over an ImageListModel. Only visible rows request their pictures.
class ThumbnailView : public QListView {
    Q_OBJECT
 public:
    explicit ThumbnailView(ImageListModel* model, QWidget* parent = nullptr);

    void setStrip(bool strip);  // one row, for a film strip
    // Marks the image as current without emitting a request for it.
    void setCurrentImage(qint64 image);
    qint64 currentImage() const;
    // The text in place of the thumbnails while there are none.
    void setEmptyText(const QString& text);

 Q_SIGNALS:
    void imageChosen(qint64 image);

 protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

 private:
    void fitCells();

    ImageListModel* images_;
    QTimer scrolled_;
    QString emptyText_;
    bool strip_ = false;
    bool quiet_ = false;
};

}  // namespace legenda::ui
