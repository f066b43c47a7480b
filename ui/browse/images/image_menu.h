// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPoint>

#include <cstdint>
#include <string>
#include <vector>

class QMenu;

namespace legenda::ui {

class ImageListModel;
class Page;
class ThumbnailView;

// The context menu of the thumbnails: what can be done with the chosen images. Changes of the project are said in a
// toast that takes them back. GUI thread.
class ImageMenu : public QObject {
    Q_OBJECT
 public:
    ImageMenu(Page* page, ImageListModel* model, ThumbnailView* view);

    void putInto(const std::string& split);  // "": none
    void remove();

 private:
    void show(const QPoint& at);
    void addSplits(QMenu* menu, std::size_t count);
    void divide();
    void restoreAll();
    void setSplits(const std::vector<std::pair<std::int64_t, std::string>>& splits, const QString& done);
    void setRemoved(const std::vector<std::int64_t>& images, bool removed);
    void openFolder();
    void copyPaths();
    std::vector<std::int64_t> chosen() const;

    Page* page_;
    ImageListModel* model_;
    ThumbnailView* view_;
};

}  // namespace legenda::ui
