# frozen_string_literal: true

require_relative '../reconfigure'

Ctl.command('reconfigure') { Reconfigure.run }
