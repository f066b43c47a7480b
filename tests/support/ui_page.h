// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QMainWindow>
#include <QPixmap>
#include <QStandardPaths>
#include <QtTest>

namespace legenda::test {

inline session::Session::Config sessionConfig() {
    session::Session::Config config;
    config.resources = {std::filesystem::path(LEGENDA_SOURCE_DIR) / "resources",
                        std::filesystem::path(LEGENDA_SOURCE_DIR) / "datasets" / "demo"};
    config.longThreads = config.interactiveThreads = 1;
    return config;
}

// One page on a window of its own over a real engine, as the main window shows it.
template <class PageType>
class PageWindow {
 public:
    explicit PageWindow(const std::filesystem::path& project, const QSize& size = {1280, 800})
        : bridge_(new ui::Bridge(sessionConfig())) {
        QStandardPaths::setTestModeEnabled(true);
        ui::theme::apply(*qApp, ui::theme::Appearance::Dark);
        page_ = new PageType(bridge_.get(), &window_);
        window_.setCentralWidget(page_);
        QObject::connect(bridge_.get(), &ui::Bridge::projectOpened, page_,
                         [this](const project::ProjectInfo& info) { page_->setProject(info); });
        window_.resize(size);
        window_.show();
        window_.activateWindow();
        (void)QTest::qWaitForWindowActive(&window_);
        bool opened = false;
        if (!project.empty()) {
            bridge_->openProject(page_, QString::fromStdString(project.string()),
                                 [&](base::Result<project::ProjectInfo> info) {
                                     if (!info) qWarning("%s", info.error().message.c_str());
                                     opened = info.has_value();
                                 });
            (void)QTest::qWaitFor([&] { return opened; }, 10000);
        }
        page_->activated();
    }
    ~PageWindow() {
        window_.close();
        delete page_;
    }

    PageType& page() { return *page_; }
    ui::Bridge& bridge() { return *bridge_; }
    QMainWindow& window() { return window_; }

    // For looking at: written only where LEGENDA_SHOTS names a folder.
    void shot(const QString& name, QWidget* dialog = nullptr) {
        const QString folder = qEnvironmentVariable("LEGENDA_SHOTS");
        if (folder.isEmpty()) return;
        QTest::qWait(300);
        (dialog ? dialog : &window_)->grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
    }

 private:
    std::unique_ptr<ui::Bridge> bridge_;
    QMainWindow window_;
    PageType* page_ = nullptr;
};

}  // namespace legenda::test
