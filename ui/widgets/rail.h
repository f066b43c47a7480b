// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace legenda::ui {

// The column of pages at the left edge; settings at its foot.
class Rail : public QWidget {
    Q_OBJECT
 public:
    explicit Rail(QWidget* parent = nullptr);

    void addPage(const QString& title, const QString& iconName, const QString& tip);
    void setCurrent(int page);  // -1: none

    QSize sizeHint() const override { return {64, 400}; }

 Q_SIGNALS:
    void pageChosen(int page);
    void settingsRequested();

 protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

 private:
    struct Entry {
        QString title, icon, tip;
    };
    QRect rectOf(int entry) const;  // the last one is the settings'
    int entryAt(const QPoint& position) const;

    std::vector<Entry> entries_;
    int current_ = -1, hover_ = -1;
};

}  // namespace legenda::ui
