// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace legenda::ui {

// Covers its parent during a drag and says what a drop would do. Transparent for the mouse.
class DropTarget : public QWidget {
    Q_OBJECT
 public:
    explicit DropTarget(QWidget* parent);
    using QWidget::show;
    void show(const QString& sentence);
    const QString& text() const { return text_; }

 protected:
    void paintEvent(QPaintEvent* event) override;

 private:
    QString text_;
};

}  // namespace legenda::ui
