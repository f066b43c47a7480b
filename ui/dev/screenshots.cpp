// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dev/screenshots.h"

#include "core/base/files.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QBuffer>
#include <QDir>
#include <QPixmap>

#include <cstdio>

namespace legenda::ui {

namespace {
constexpr int kSettlePoll = 50;  // ms
constexpr int kCalm = 6;         // polls: longer than a fade
}  // namespace

Screenshots::Screenshots(MainWindow* window, ScreenshotOptions options)
    : window_(window), options_(std::move(options)) {
    if (options_.themes.empty()) options_.themes = {theme::Scheme::Dark, theme::Scheme::Light};
    for (const theme::Scheme scheme : options_.themes)
        for (const Page* page : window_->pages())
            if (options_.pages.isEmpty() || options_.pages.contains(page->id())) shots_.push_back({page->id(), scheme});
    timer_.setInterval(kSettlePoll);
    connect(&timer_, &QTimer::timeout, this, &Screenshots::poll);
    since_.start();
    timer_.start();
}

void Screenshots::prepare() {
    const Shot& shot = shots_[next_];
    theme::apply(*qApp, shot.scheme == theme::Scheme::Dark ? theme::Appearance::Dark : theme::Appearance::Light);
    window_->showPage(shot.page);
    shown_ = true;
    calm_ = 0;
    since_.restart();
}

void Screenshots::poll() {
    if (shots_.empty()) return fail(tr("No page is called %1.").arg(options_.pages.join(QStringLiteral(", "))));
    if (window_->failed()) {
        const base::Error error = *window_->failure();
        return fail(QString::fromStdString(error.message), base::exitStatus(error.code));
    }
    if (since_.elapsed() > 1000 * options_.timeoutSeconds)
        return fail(tr("Page %1 has not settled in %2 s.").arg(shots_[next_].page).arg(options_.timeoutSeconds));
    if (window_->opening() || !window_->currentPage()) return;
    if (!shown_) return prepare();
    calm_ = window_->currentPage()->settled() ? calm_ + 1 : 0;
    if (calm_ < kCalm) return;
    if (!take()) return;
    shown_ = false;
    if (++next_ < shots_.size()) return;
    timer_.stop();
    Q_EMIT finished(0);
}

bool Screenshots::take() {
    const Shot& shot = shots_[next_];
    QDir().mkpath(options_.folder);
    const QString file =
        QDir(options_.folder)
            .filePath(QStringLiteral("%1-%2.png")
                          .arg(shot.page,
                               shot.scheme == theme::Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light")));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    window_->grab().save(&buffer, "PNG");
    if (auto written = base::writeFileAtomically(file.toStdString(), bytes.toStdString()); !written) {
        fail(QString::fromStdString(written.error().message), base::exitStatus(written.error().code));
        return false;
    }
    std::fprintf(stdout, "%s\n", qUtf8Printable(file));
    return true;
}

void Screenshots::fail(const QString& message, int status) {
    timer_.stop();
    std::fprintf(stderr, "legenda: %s\n", qUtf8Printable(message));
    Q_EMIT finished(status);
}

}  // namespace legenda::ui
