// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/run_samples.h"

#include <QPixmap>
#include <QWidget>

namespace legenda::ui {

// A small picture with the regions of a sample on it. GUI thread.
class SamplePicture : public QWidget {
    Q_OBJECT
 public:
    explicit SamplePicture(QWidget* parent = nullptr);
    void setPicture(const QPixmap& picture);
    void setSample(const runs::RunSample& sample);

 protected:
    void paintEvent(QPaintEvent* event) override;

 private:
    QPixmap picture_;
    runs::RunSample sample_;
};

}  // namespace legenda::ui
