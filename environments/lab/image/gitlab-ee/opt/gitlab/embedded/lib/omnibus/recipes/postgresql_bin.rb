# frozen_string_literal: true

require_relative '../postgres'

# Which PostgreSQL's programs are used: postgresql['version'], else what the data are of.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/postgresql/recipes/bin.rb
class PostgresqlBinRecipe < Recipe
  def self.order = 5

  def configure
    wanted = node['postgresql']['version']
    warn("We do not ship client binaries for PostgreSQL #{wanted}, defaulting to #{Postgres.linked}") if wanted && !Postgres.majors.include?(wanted.to_i)
    changed('ruby_block[Link postgresql bin files to the correct version]') if Postgres.link(wanted)
  end
end
