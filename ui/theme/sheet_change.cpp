// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/sheet_change.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QPalette>
#include <QPointer>
#include <QStyle>
#include <QTimer>
#include <QWidget>

#include <deque>
#include <functional>
#include <utility>

namespace legenda::ui::theme {

namespace {

// Suppresses the events by which Qt notifies every widget of a style change: scroll areas, splitters and lists would
// compute their layouts for each of them, two thirds of the time of a colour change.
class NoNewLayout : public QObject {
 public:
    explicit NoNewLayout(QApplication& app) { app.installEventFilter(this); }
    bool eventFilter(QObject*, QEvent* event) override { return event->type() == QEvent::StyleChange; }
};

// Polishes widgets out of sight later.
class LaterPolish : public QObject {
 public:
    static LaterPolish& of(QApplication& app) {
        static QPointer<LaterPolish> known;
        if (!known) known = new LaterPolish(&app);
        return *known;
    }
    // Hides them from the next style, which polishes widgets that have been polished before.
    void putOff() {
        for (QWidget* widget : QApplication::allWidgets()) {
            if (!isPutOff(*widget)) continue;
            widget->setAttribute(Qt::WA_WState_Polished, false);
            waiting_.emplace_back(widget);
        }
    }
    void begin() {
        if (!waiting_.empty()) timer_.start(0);
    }
    // Takes the present style from them before, in steps as well; then calls `then`.
    void prepare(std::function<void()> then) {
        then_ = std::move(then);
        styled_.clear();
        for (QWidget* widget : QApplication::allWidgets())
            if (isPutOff(*widget)) styled_.emplace_back(widget);
        timer_.stop();
        preparing_.start(0);
    }

 private:
    static constexpr int kStep = 8;  // ms

    explicit LaterPolish(QObject* parent) : QObject(parent) {
        connect(&timer_, &QTimer::timeout, this, [this] { step(); });
        connect(&preparing_, &QTimer::timeout, this, [this] { prepareStep(); });
    }
    static bool isPutOff(const QWidget& widget) {
        return !widget.isVisible() && widget.testAttribute(Qt::WA_WState_Polished);
    }
    void prepareStep() {
        QElapsedTimer clock;
        clock.start();
        while (!styled_.empty() && clock.elapsed() < kStep) {
            const QPointer<QWidget> widget = styled_.front();
            styled_.pop_front();
            if (!widget || !isPutOff(*widget)) continue;
            widget->style()->unpolish(widget);
            widget->setAttribute(Qt::WA_WState_Polished, false);
            waiting_.emplace_back(widget);
        }
        if (!styled_.empty()) return;
        preparing_.stop();
        if (const auto then = std::exchange(then_, nullptr)) then();
        begin();
    }
    void step() {
        QElapsedTimer clock;
        clock.start();
        while (!waiting_.empty() && clock.elapsed() < kStep) {
            const QPointer<QWidget> widget = waiting_.front();
            waiting_.pop_front();
            if (!widget || widget->testAttribute(Qt::WA_WState_Polished)) continue;
            widget->setAttribute(Qt::WA_WState_Polished);
            widget->style()->polish(widget);
            widget->update();
        }
        if (waiting_.empty()) timer_.stop();
    }

    QTimer timer_, preparing_;
    std::deque<QPointer<QWidget>> waiting_, styled_;
    std::function<void()> then_;
};

}  // namespace

void prepareSheetChange(QApplication& app, std::function<void()> then) {
    LaterPolish::of(app).prepare(std::move(then));
}

void changeSheet(QApplication& app, const QPalette& palette, const QString& sheet) {
    const NoNewLayout quiet(app);
    auto& later = LaterPolish::of(app);
    app.setStyleSheet(QString());  // replacing one takes several times as long
    later.putOff();
    app.setPalette(palette);
    app.setStyleSheet(sheet);
    later.begin();
}

}  // namespace legenda::ui::theme
