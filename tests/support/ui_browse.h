// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/ui_home.h"
#include "ui/browse/browse_list.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/canvas/image_canvas.h"
#include "ui/images/thumbnail_view.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

#include <ctime>
#include <memory>

namespace legenda::test {

// The main window on a project (the demo where none is named), with the shipped models, in a home of its own.
class BrowseWindow {
 public:
    explicit BrowseWindow(const QString& project = {}, ui::theme::Appearance look = ui::theme::Appearance::Dark) {
        useOwnHome(home_, look);
        session::Session::Config config;
        config.resources.folder = LEGENDA_SOURCE_DIR "/resources";
        config.resources.demo = LEGENDA_SOURCE_DIR "/datasets/demo";
        bridge_ = std::make_unique<ui::Bridge>(std::move(config));
        window_ = std::make_unique<ui::MainWindow>(bridge_.get(), false);
        window_->resize(1280, 800);
        window_->show();
        if (project.isEmpty())
            window_->openDemo();
        else
            window_->openPath(project);
        (void)QTest::qWaitFor([this] { return page().currentImage() != 0 && settled(); }, 120000);
    }

    ui::MainWindow& window() { return *window_; }
    ui::Bridge& bridge() { return *bridge_; }
    ui::BrowsePage& page() { return *window_->browse(); }
    ui::ThumbnailView& thumbnails() { return *page().findChild<ui::BrowseList*>()->view(); }
    QAction* action(const char* id) { return page().findChild<QAction*>(QLatin1String(id)); }
    QTemporaryDir& home() { return home_; }
    bool settled() { return window_->currentPage() == &page() && page().settled(); }

    // For looking at: written only where LEGENDA_SHOTS names a folder.
    void shot(const QString& name) {
        const QString folder = qEnvironmentVariable("LEGENDA_SHOTS");
        if (folder.isEmpty()) return;
        QTest::qWait(400);
        window_->grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
    }

 private:
    QTemporaryDir home_;
    std::unique_ptr<ui::Bridge> bridge_;
    std::unique_ptr<ui::MainWindow> window_;
};

// What the calling thread itself has computed, whatever other programs had of the machine.
inline double threadMilliseconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return 1e3 * static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e6;
}

}  // namespace legenda::test
