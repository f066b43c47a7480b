// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QObject>

#include <filesystem>

namespace legenda::ui {

class BrowseList;
class BrowseState;
class ImageListModel;
class Page;

// The current image of Browse: lists the project's images, opens the requested one (else the one that the project
// starts with), and steps through the list. GUI thread.
class BrowseImages : public QObject {
    Q_OBJECT
 public:
    BrowseImages(Page* page, BrowseState* state);

    ImageListModel* model() const { return model_; }
    BrowseList* list() const { return list_; }

    void setProject(const project::ProjectInfo& project);  // emitted before the state changes
    void activated();
    void open(std::int64_t image);
    void show(std::int64_t image);  // as soon as the page is shown and the images are listed
    void showFile(const std::filesystem::path& file);
    // The image that the last session showed of this project: shown unless another one is requested.
    void setLast(const QString& project, std::int64_t image);
    bool listed() const { return listed_; }

 Q_SIGNALS:
    void imagesListed(bool any);

 private:
    void listImages();
    void takeImages(SharedImages images);
    void step(int by);

    Page* page_;
    BrowseState* state_;
    ImageListModel* model_;
    BrowseList* list_;
    bool listed_ = false;
    std::int64_t wanted_ = 0;
    std::filesystem::path wantedFile_;
    std::string first_;  // path of the image that the project starts with; empty: the first of the list
    QString lastProject_;
    std::int64_t lastImage_ = 0;
};

}  // namespace legenda::ui
