// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings/settings_panel.h"

#include "ui/annotate/annotate_page.h"
#include "ui/annotate/people/people_state.h"
#include "ui/controls/layout/fitting_scroll.h"
#include "ui/shell/settings/cache_row.h"
#include "ui/shell/settings/keys_editor.h"
#include "ui/shell/settings/other_models_tab.h"
#include "ui/shell/settings/settings_form.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace legenda::ui {

namespace {

// Who is signed in, as the Annotate page knows it: a name that was typed is signed in at once.
QWidget* annotatorField(PeopleState* people) {
    auto* name = new QLineEdit(people->name());
    name->setObjectName(QStringLiteral("annotatorName"));
    name->setPlaceholderText(SettingsDialog::tr("Nobody"));
    name->setClearButtonEnabled(true);
    QObject::connect(name, &QLineEdit::editingFinished, people, [people, name] {
        if (name->isModified()) people->signIn(name->text().trimmed());
        name->setText(people->name());
    });
    QObject::connect(people, &PeopleState::changed, name, [people, name] {
        if (!name->isModified() && name->text() != people->name()) name->setText(people->name());
    });
    return name;
}

}  // namespace

SettingsDialog::SettingsDialog(QWidget* window) : QDialog(window), tabs_(new QTabWidget), keys_(new KeysEditor) {
    setWindowTitle(tr("Settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(QSize(theme::scaled(660), theme::scaled(560)).boundedTo(window->size()));
    addTab(generalTab(window), tr("General"));
    addTab(modelsTab(), tr("Models"));
    addTab(new OtherModelsTab, tr("Other models"));
    addTab(storageTab(), tr("Storage"));
    tabs_->addTab(keys_, tr("Keys"));
    tabs_->setAccessibleName(tr("Settings"));
    tabs_->tabBar()->setAccessibleName(tr("Parts of the settings"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kSpace4, theme::kSpace3, theme::kSpace4, theme::kSpace4);
    layout->addWidget(tabs_);
}

void SettingsDialog::showKeys() {
    tabs_->setCurrentWidget(keys_);
}

// In a small window, or with large text, its rows are scrolled.
void SettingsDialog::addTab(QWidget* page, const QString& title) {
    auto* scroll = new FittingScroll;
    scroll->setFocusPolicy(Qt::NoFocus);
    page->setProperty("transparent", true);
    scroll->setWidget(page);
    tabs_->addTab(scroll, title);
}

QWidget* SettingsDialog::generalTab(QWidget* window) {
    auto* form = new SettingsForm;
    form->addChoice(Setting::Appearance, tr("Appearance"),
                    {{tr("As the system"), 0}, {tr("Light"), 1}, {tr("Dark"), 2}});
    QList<std::pair<QString, QVariant>> sizes;
    for (const int percent : {90, 100, 110, 125, 150}) sizes.emplace_back(tr("%1 %").arg(percent), percent);
    form->addChoice(Setting::FontPercent, tr("Size of text"), sizes);
    if (auto* annotate = window->findChild<AnnotatePage*>())
        form->addRow(tr("Annotator"), annotatorField(annotate->people()),
                     tr("Your boxes, texts and marks carry this name. It signs in at once, in every project."));
    form->addFolder(Setting::ProjectsFolder, tr("New projects"), QStringLiteral("newProjects"),
                    tr("Projects of photographs that you open, and of datasets unless you choose another place. Those "
                       "that are there already stay where they are."));
    form->end();
    return form;
}

QWidget* SettingsDialog::modelsTab() {
    auto* form = new SettingsForm;
    auto* models = new QPushButton(tr("Choose in Browse"));
    models->setAutoDefault(false);  // Enter in a field does not press it
    connect(models, &QPushButton::clicked, this, &SettingsDialog::modelsWanted);
    form->addRow(tr("Models in use"), models, tr("They are stored with the project, at the foot of Browse's details."));
    form->addNumber(Setting::Beam, tr("Beam width"), 0, {}, tr("1, greedy search"),
                    tr("Of captions, where Browse has no other decoding chosen."));
    form->addNumber(Setting::Captions, tr("Captions of a photograph"), 0, {}, {},
                    tr("At most as many as the beam is wide."));
    form->addNumber(Setting::LengthNorm, tr("Length norm"), 2, {}, {},
                    tr("0 ranks captions by their log-probability, 1 by log-probability per word."));
    form->addNumber(Setting::Temperature, tr("Temperature"), 2, {}, tr("0, no sampling"),
                    tr("Above 0 captions are drawn from the model instead of searched."));
    form->addNumber(Setting::Beta, tr("Smoothing β"), 2, {}, {},
                    tr("Of projects in which you have not moved the slider."));
    form->addChoice(
        Setting::Device, tr("Device"),
        {{tr("Graphics card where there is one"), QStringLiteral("auto")}, {tr("Processor"), QStringLiteral("cpu")}},
        tr("Used from the next start on. NVIDIA cards need the build that packaging/start --cuda makes."));
    form->addNumber(Setting::Threads, tr("Threads"), 0, {}, tr("All cores"), tr("Used from the next start on."));
    form->end();
    return form;
}

QWidget* SettingsDialog::storageTab() {
    auto* form = new SettingsForm;
    form->addRow(tr("Thumbnails now"), new CacheRow, {});
    form->addNumber(Setting::CacheMegabytes, tr("Thumbnails at most"), 0, tr(" MB"), {},
                    tr("Those that were not looked at for longest are removed. Used from the next start on."));
    form->addFolder(Setting::CacheFolder, tr("Place of the cache"), QStringLiteral("cache"),
                    tr("Used from the next start on."));
    auto* file = new QLabel(QDir::toNativeSeparators(QSettings().fileName()));
    file->setWordWrap(true);
    file->setTextInteractionFlags(Qt::TextSelectableByMouse);
    file->setAccessibleName(file->text());
    form->addRow(tr("Settings"), file, tr("The file in which all of this is kept."));
    form->end();
    return form;
}

}  // namespace legenda::ui
