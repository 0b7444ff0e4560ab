# frozen_string_literal: true

# GitLab HA lab stand-in for Rails; a real Puma runs it.
require_relative 'app/web'

run Standin::Web.new(Standin::Settings.load.preload)
