// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace legenda::ui {

// The image's file name, elided in the middle where it is long, and its details where there is room.
class FileLine : public QWidget {
    Q_OBJECT
 public:
    explicit FileLine(QWidget* parent = nullptr);
    // source: the prediction set that is shown; empty: our models. It keeps half of the line.
    void setFile(const QString& name, const QString& facts, const QString& source = {});
    QSize sizeHint() const override { return {160, 24}; }
    QSize minimumSizeHint() const override { return {40, 24}; }

 protected:
    void paintEvent(QPaintEvent* event) override;

 private:
    QString name_, facts_, source_;
};

}  // namespace legenda::ui
